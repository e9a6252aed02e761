-- name: attribute_sources
-- inputs: claims, key_map, ancestors
-- key: unit, unit_id, attribute, partner
-- check: united > 0
-- check: claims > 0
--
-- What each partner says a unit may be, its claims about the units from which the unit has the attribute included: what
-- all these claims have in common (nothing, if the partner contradicts itself), and what any of them allows.
-- Claims of rows; those about an event (index 0 and up) belong to the event, not to the unit.
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
    SELECT ancestors.unit, ancestors.unit_id, said.attribute, said.partner, said.mask
    FROM ancestors
    JOIN said
        ON said.unit = ancestors.ancestor_unit
        AND said.unit_id = ancestors.ancestor_id
        AND said.attribute = ancestors.attribute
)
-- `intersected` is 0 where the partner contradicts itself; `united` is kept for that case.
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
