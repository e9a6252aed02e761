-- name: chain_leavers
-- inputs: leaver_rows, person_rows
-- key: person
--
-- Who died or left the country under one linkage, and on which day first: after it nobody has a new case that could be
-- seen.
SELECT person, min(died) AS died, min(emigrated) AS emigrated
FROM leaver_rows
JOIN person_rows USING (partner, delivery, row)
GROUP BY person
