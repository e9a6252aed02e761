-- name: case_dates
-- inputs: case_rows, named_units, dated_events, disposals, case_units, offence_units, offence_events
-- key: case_id
--
-- Each case with the day of its offence and its disposal. The offence is dated by what happened to a unit that a row
-- names together with the case (a suspect in a police file). Of several disposals the last one holds, from the first
-- day on which it was given: a conviction that is upheld dates from the first instance. A disposal fits a rule only if
-- it can be nothing else.
WITH named AS (
    SELECT DISTINCT case_id, key_map.unit, key_map.unit_id
    FROM case_rows
    JOIN named_units AS key_map USING (partner, delivery, row)
    JOIN offence_units ON offence_units.unit = key_map.unit
),
offences AS (
    SELECT named.case_id, min(events.happened) AS offended
    FROM named
    JOIN named_units AS key_map ON key_map.unit = named.unit AND key_map.unit_id = named.unit_id
    JOIN dated_events AS events ON events.partner = key_map.partner AND events.delivery = key_map.delivery AND events.row = key_map.row
    JOIN offence_events ON offence_events.event = events.event
    GROUP BY named.case_id
),
given AS (
    SELECT concat(events.unit, ' ', events.unit_id) AS case_id, events.happened, disposals.name,
        row_number() OVER (
            PARTITION BY events.unit, events.unit_id, events.partner, events.delivery, events.row, events.event_index
            ORDER BY disposals.place
        ) AS turn,
        disposals.place
    FROM dated_events AS events
    JOIN case_units ON case_units.unit = events.unit
    JOIN disposals
        ON disposals.partner = events.partner AND disposals.delivery = events.delivery AND disposals.row = events.row
        AND disposals.event_index = events.event_index
),
last AS (
    SELECT case_id, name AS disposal
    FROM (
        SELECT *, row_number() OVER (PARTITION BY case_id ORDER BY happened DESC, place, name) AS place_from_last
        FROM given
        WHERE turn = 1
    )
    WHERE place_from_last = 1
),
disposed AS (
    SELECT given.case_id, last.disposal, min(given.happened) AS disposed
    FROM given
    JOIN last ON last.case_id = given.case_id AND last.disposal = given.name
    WHERE turn = 1
    GROUP BY given.case_id, last.disposal
)
SELECT cases.case_id, cases.unit, offences.offended, disposed.disposal, disposed.disposed
FROM (SELECT DISTINCT case_id, unit FROM case_rows) AS cases
LEFT JOIN offences ON offences.case_id = cases.case_id
LEFT JOIN disposed ON disposed.case_id = cases.case_id
