-- name: chain_leavers
-- inputs: key_map, events, asked
-- key: person
--
-- Who died or left the country, and on which day first: after it nobody has a new case that could be seen.
SELECT key_map.unit_id AS person,
    min(happened) FILTER (WHERE event = asked.died) AS died,
    min(happened) FILTER (WHERE event = asked.emigrated) AS emigrated
FROM events
JOIN asked ON events.event IN (asked.died, asked.emigrated)
JOIN key_map
    ON key_map.unit = asked.person_unit
    AND key_map.partner = events.partner AND key_map.delivery = events.delivery AND key_map.row = events.row
GROUP BY key_map.unit_id
