-- name: leaver_rows
-- inputs: dated_events, asked
-- key: partner, delivery, row
--
-- The rows that tell that somebody died or left the country.
SELECT partner, delivery, row,
    min(happened) FILTER (WHERE event = asked.died) AS died,
    min(happened) FILTER (WHERE event = asked.emigrated) AS emigrated
FROM dated_events
JOIN asked ON event IN (asked.died, asked.emigrated)
GROUP BY partner, delivery, row
