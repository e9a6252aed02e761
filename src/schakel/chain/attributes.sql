-- name: attributes
-- inputs: claims, key_map, links, inheritances
-- key: unit, unit_id, attribute
-- check: mask > 0
-- check: claims > 0
--
-- What each unit may be, from all claims about it together, those about the unit it belongs to included where it
-- inherits them. Claims intersect: what one partner leaves open another may settle. Where nothing remains, the
-- partners contradict each other: the union is kept and the conflict flagged.
WITH said AS (
    SELECT key_map.unit, key_map.unit_id, claims.attribute, claims.mask
    FROM claims
    JOIN key_map
        ON key_map.partner = claims.partner
        AND key_map.delivery = claims.delivery
        AND key_map.row = claims.row
        AND key_map.unit = claims.unit
    WHERE claims.event_index = -1
),
inherited AS (
    SELECT links.unit, links.unit_id, said.attribute, said.mask
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
    CASE WHEN bit_and(mask) = 0 THEN bit_or(mask) ELSE bit_and(mask) END AS mask,
    bit_and(mask) = 0 AS conflict,
    count(*) AS claims
FROM (SELECT * FROM said UNION ALL SELECT * FROM inherited)
GROUP BY unit, unit_id, attribute
