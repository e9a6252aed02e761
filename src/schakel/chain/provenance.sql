-- name: provenance
-- inputs: key_map, links, ancestors
-- key: unit, delivery
--
-- Which deliveries have rows about units of a kind, or about what these belong to and have attributes from.
SELECT DISTINCT unit, delivery FROM key_map
UNION
SELECT DISTINCT links.unit, key_map.delivery
FROM links
JOIN key_map ON key_map.unit = links.parent_unit AND key_map.unit_id = links.parent_id
UNION
SELECT DISTINCT ancestors.unit, key_map.delivery
FROM ancestors
JOIN key_map ON key_map.unit = ancestors.ancestor_unit AND key_map.unit_id = ancestors.ancestor_id
