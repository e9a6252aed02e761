-- name: case_rows
-- inputs: key_map, case_units
-- key: partner, delivery, row, case_id
--
-- The rows that speak of a case.
SELECT partner, delivery, row, key_map.unit, concat(key_map.unit, ' ', unit_id) AS case_id
FROM key_map
JOIN case_units ON case_units.unit = key_map.unit
