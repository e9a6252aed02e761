-- name: attributes
-- inputs: attribute_sources
-- key: unit, unit_id, attribute
-- check: mask > 0
-- check: claims > 0
--
-- What each unit may be, from what all partners say of it together. Claims intersect: what one partner leaves open
-- another may settle. Where nothing remains, the partners contradict each other: the union is kept and the conflict
-- flagged.
SELECT
    unit,
    unit_id,
    attribute,
    CASE WHEN bit_and(intersected) = 0 THEN bit_or(united) ELSE bit_and(intersected) END AS mask,
    bit_and(intersected) = 0 AS conflict,
    CAST(sum(claims) AS BIGINT) AS claims
FROM attribute_sources
GROUP BY unit, unit_id, attribute
