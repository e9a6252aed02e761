-- name: case_rows
-- inputs: every_case, followed_rows
-- key: partner, delivery, row, case_id
--
-- All rows that speak of a case of somebody who can be followed.
WITH followed AS (
    SELECT DISTINCT unit, unit_id
    FROM every_case
    SEMI JOIN followed_rows USING (partner, delivery, row)
)
SELECT partner, delivery, row, unit, unit_id, concat(unit, ' ', unit_id) AS case_id
FROM every_case
SEMI JOIN followed USING (unit, unit_id)
