-- name: other_key_map
-- inputs: key_map, changed
-- key: unit, unit_id, partner, delivery, row
--
-- The key map under another linkage of persons: it differs where a row would be of another person.
SELECT
    key_map.partner,
    key_map.delivery,
    key_map.row,
    key_map.unit,
    coalesce(changed.unit_id, key_map.unit_id) AS unit_id
FROM key_map
LEFT JOIN changed
    ON changed.partner = key_map.partner
    AND changed.delivery = key_map.delivery
    AND changed.row = key_map.row
    AND changed.unit = key_map.unit
