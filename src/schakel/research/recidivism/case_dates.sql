-- name: case_dates
-- inputs: case_rows, case_disposals, named_units, offence_rows, dated_events, offence_units, offence_events
-- key: case_id
--
-- Each case with the day of its offence and its disposal. The offence is dated by what happened to a unit that a row
-- names together with the case (a suspect in a police file).
WITH named AS (
    SELECT DISTINCT case_id, named_units.unit, named_units.unit_id
    FROM case_rows
    JOIN named_units USING (partner, delivery, row)
    JOIN offence_units ON offence_units.unit = named_units.unit
),
offences AS (
    SELECT named.case_id, min(events.happened) AS offended
    FROM named
    JOIN offence_rows AS told ON told.unit = named.unit AND told.unit_id = named.unit_id
    JOIN dated_events AS events
        ON events.partner = told.partner AND events.delivery = told.delivery AND events.row = told.row
    JOIN offence_events ON offence_events.event = events.event
    GROUP BY named.case_id
)
SELECT cases.case_id, cases.unit, offences.offended, ended.disposal, ended.disposed
FROM (SELECT DISTINCT case_id, unit, unit_id FROM case_rows) AS cases
LEFT JOIN offences ON offences.case_id = cases.case_id
LEFT JOIN case_disposals AS ended ON ended.unit = cases.unit AND ended.unit_id = cases.unit_id
