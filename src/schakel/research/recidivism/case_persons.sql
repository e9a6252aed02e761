-- name: case_persons
-- inputs: case_rows, person_rows
-- key: case_id
--
-- Who had each case, under one linkage: one person, if its rows name several.
SELECT case_id, min(person) AS person
FROM case_rows
JOIN person_rows USING (partner, delivery, row)
GROUP BY case_id
