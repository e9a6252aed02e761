-- name: units
-- inputs: key_map
-- key: unit, unit_id
--
-- Every unit that a row in force speaks of, once.
SELECT DISTINCT unit, unit_id FROM key_map
