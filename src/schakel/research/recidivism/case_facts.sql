-- name: case_facts
-- inputs: case_rows, key_map, attributes, asked_attributes
-- key: case_id, attribute
-- check: mask > 0
--
-- What is known of each case by the units that its rows name, itself included: what they may be together, and where they
-- contradict each other, whatever any of them may be.
SELECT case_id, attribute, CASE WHEN bit_and(mask) = 0 THEN bit_or(mask) ELSE bit_and(mask) END AS mask
FROM case_rows
JOIN key_map USING (partner, delivery, row)
JOIN attributes ON attributes.unit = key_map.unit AND attributes.unit_id = key_map.unit_id
WHERE attribute IN (FROM asked_attributes)
GROUP BY case_id, attribute
