-- name: stay_rows
-- inputs: dated_events, asked
-- key: partner, delivery, row, stay
--
-- The rows that tell when a stay in custody began or ended.
SELECT partner, delivery, row, unit_id AS stay,
    min(happened) FILTER (WHERE event = asked.stay_began) AS began,
    max(happened) FILTER (WHERE event = asked.stay_ended) AS ended
FROM dated_events
JOIN asked ON unit = asked.stay_unit
GROUP BY partner, delivery, row, unit_id
