-- name: chain_stays
-- inputs: key_map, events, asked
-- key: person, stay
--
-- The stays in custody of each person, from the first day that was given for it until the last.
SELECT persons.unit_id AS person, stays.unit_id AS stay,
    min(happened) FILTER (WHERE event = asked.stay_began) AS began,
    max(happened) FILTER (WHERE event = asked.stay_ended) AS ended
FROM key_map AS stays
JOIN asked ON stays.unit = asked.stay_unit
JOIN key_map AS persons
    ON persons.unit = asked.person_unit
    AND persons.partner = stays.partner AND persons.delivery = stays.delivery AND persons.row = stays.row
JOIN events
    ON events.unit = stays.unit AND events.unit_id = stays.unit_id
    AND events.partner = stays.partner AND events.delivery = stays.delivery AND events.row = stays.row
GROUP BY persons.unit_id, stays.unit_id
HAVING min(happened) FILTER (WHERE event = asked.stay_began) IS NOT NULL
