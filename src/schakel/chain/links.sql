-- name: links
-- inputs: key_map, belongings
-- key: unit, unit_id, parent_unit, parent_id
--
-- Which unit belongs to which: a row that speaks of both says so (a person to the report that mentions the person).
SELECT DISTINCT
    child.unit,
    child.unit_id,
    parent.unit AS parent_unit,
    parent.unit_id AS parent_id
FROM belongings
JOIN key_map AS child ON child.unit = belongings.unit
JOIN key_map AS parent
    ON parent.unit = belongings.parent_unit
    AND parent.partner = child.partner
    AND parent.delivery = child.delivery
    AND parent.row = child.row
