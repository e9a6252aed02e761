-- name: chain_stays
-- inputs: stay_rows, person_rows
-- key: person, stay
--
-- The stays in custody of each person under one linkage, from the first day that was given for it until the last.
SELECT person, stay, min(began) AS began, max(ended) AS ended
FROM stay_rows
JOIN person_rows USING (partner, delivery, row)
GROUP BY person, stay
HAVING min(began) IS NOT NULL
