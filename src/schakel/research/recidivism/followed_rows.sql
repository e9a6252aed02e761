-- name: followed_rows
-- inputs: every_case, every_person, opening_cases
-- key: partner, delivery, row
--
-- The rows that name somebody who can be followed, under one linkage or another: whoever a row names that speaks of a
-- case which can be an index case.
WITH followed AS (
    SELECT DISTINCT person
    FROM every_person
    SEMI JOIN (FROM every_case SEMI JOIN opening_cases USING (unit, unit_id)) USING (partner, delivery, row)
)
SELECT DISTINCT partner, delivery, row
FROM every_person
SEMI JOIN followed USING (person)
