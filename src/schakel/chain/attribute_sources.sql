-- name: attribute_sources
-- inputs: claims, key_map, links, inheritances
-- key: unit, unit_id, attribute, partner
-- check: united > 0
-- check: claims > 0
--
-- What each partner says a unit may be, its claims about the unit it belongs to included where the unit inherits
-- them: what all these claims have in common (nothing, if the partner contradicts itself), and what any of them allows.
WITH said AS (
    SELECT key_map.unit, key_map.unit_id, claims.attribute, claims.partner, claims.mask
    FROM claims
    JOIN key_map
        ON key_map.partner = claims.partner
        AND key_map.delivery = claims.delivery
        AND key_map.row = claims.row
        AND key_map.unit = claims.unit
    WHERE claims.event_index = -1
),
inherited AS (
    SELECT links.unit, links.unit_id, said.attribute, said.partner, said.mask
    FROM inheritances
    JOIN links ON links.unit = inheritances.unit
    JOIN said
        ON said.unit = links.parent_unit
        AND said.unit_id = links.parent_id
        AND said.attribute = inheritances.attribute
)
SELECT
    unit,
    unit_id,
    attribute,
    partner,
    bit_and(mask) AS intersected,
    bit_or(mask) AS united,
    count(*) AS claims
FROM (SELECT * FROM said UNION ALL SELECT * FROM inherited)
GROUP BY unit, unit_id, attribute, partner
