-- name: case_rows
-- inputs: named_units, case_units
-- key: partner, delivery, row, case_id
--
-- The rows that speak of a case.
SELECT partner, delivery, row, unit, concat(unit, ' ', unit_id) AS case_id
FROM named_units
JOIN case_units USING (unit)
