-- name: case_disposals
-- inputs: events, disposals, case_units
-- key: unit, unit_id
--
-- How each case ended, and when. Of several disposals the last one holds, from the first day on which it was given: a
-- conviction that is upheld dates from the first instance. A disposal fits a rule only if it can be nothing else.
WITH given AS (
    SELECT events.unit, events.unit_id, events.happened, disposals.name,
        row_number() OVER (
            PARTITION BY events.unit, events.unit_id, events.partner, events.delivery, events.row, events.event_index
            ORDER BY disposals.place
        ) AS turn,
        disposals.place
    FROM events
    JOIN case_units ON case_units.unit = events.unit
    JOIN disposals
        ON disposals.partner = events.partner AND disposals.delivery = events.delivery AND disposals.row = events.row
        AND disposals.event_index = events.event_index
),
last AS (
    SELECT unit, unit_id, name AS disposal
    FROM (
        SELECT *, row_number() OVER (PARTITION BY unit, unit_id ORDER BY happened DESC, place, name) AS place_from_last
        FROM given
        WHERE turn = 1
    )
    WHERE place_from_last = 1
)
SELECT given.unit, given.unit_id, last.disposal, min(given.happened) AS disposed
FROM given
JOIN last ON last.unit = given.unit AND last.unit_id = given.unit_id AND last.disposal = given.name
WHERE turn = 1
GROUP BY given.unit, given.unit_id, last.disposal
