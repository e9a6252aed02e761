-- name: event_table
-- inputs: follow_ups
-- key: stratum, time, cause
-- check: persons > 0
--
-- How many persons of each stratum left observation at each time, and by which cause: empty if their observation
-- ended without an event. Whoever came under observation after the zero of the clock is counted at that time too.
SELECT stratum, time, cause, count(*) AS persons
FROM follow_ups
GROUP BY stratum, time, cause
UNION ALL
SELECT stratum, entry AS time, '(entered)' AS cause, count(*) AS persons
FROM follow_ups
WHERE entry > 0
GROUP BY stratum, entry
