-- name: case_facts
-- inputs: key_map, attributes, case_units
-- key: case_id, attribute
-- check: mask > 0
--
-- What is known of each case by the units that its rows name, itself included: what they may be together, and where they
-- contradict each other, whatever any of them may be.
WITH named AS (
    SELECT DISTINCT concat(own.unit, ' ', own.unit_id) AS case_id, other.unit, other.unit_id
    FROM key_map AS own
    JOIN case_units ON case_units.unit = own.unit
    JOIN key_map AS other
        ON other.partner = own.partner AND other.delivery = own.delivery AND other.row = own.row
)
SELECT case_id, attribute, CASE WHEN bit_and(mask) = 0 THEN bit_or(mask) ELSE bit_and(mask) END AS mask
FROM named
JOIN attributes ON attributes.unit = named.unit AND attributes.unit_id = named.unit_id
GROUP BY case_id, attribute
