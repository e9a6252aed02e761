-- name: observed
-- inputs: index_cases, merged_stays, persons, declared
-- key: cohort, person
--
-- From when until when each person of the cohort is observed, and why it ended: empty if the observation did, else
-- death or emigration. `start` is the zero of the clock; `seen_from` is the day from which on a new offence can count:
-- later than the zero where the clock starts at the offence, since nothing before the disposal is recidivism. Persons
-- without a start (not released yet) and persons whose observation ends before it begins are kept, and not followed.
--
-- Observation ends once, for both clocks: when so many days were spent at liberty. Each stay puts that off by its days, if
-- it began before all days at liberty had passed; the same number of days on the calendar has passed by then as well.
WITH started AS (
    SELECT index_cases.*, declared.*,
        CASE declared.starts
            WHEN 'offence' THEN offended
            WHEN 'release' THEN (
                SELECT min(ended) FROM merged_stays
                WHERE merged_stays.person = index_cases.person AND released AND ended >= index_cases.disposed
            )
            ELSE disposed
        END AS start
    FROM index_cases
    CROSS JOIN declared
),
-- Days in custody after the start, and how many days after the start each stay begins.
inside AS (
    SELECT cohort, started.person, horizon_days,
        date_diff('day', greatest(began, start), ended) AS days,
        date_diff('day', start, greatest(began, start)) AS since_start,
        began
    FROM started
    JOIN merged_stays ON merged_stays.person = started.person AND ended > start
),
-- A stay that begins once all days at liberty have passed puts nothing off: the follow-up is completed by then.
put_off AS (
    SELECT cohort, person, CAST(coalesce(sum(days) FILTER (WHERE at_liberty < horizon_days), 0) AS INTEGER) AS days
    FROM (
        SELECT *, since_start - coalesce(sum(days) OVER (
            PARTITION BY cohort, person ORDER BY began ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS at_liberty
        FROM inside
    )
    GROUP BY cohort, person
),
-- Observation ends with the years, or with the last day of the files if that comes first.
bounded AS (
    SELECT started.*, greatest(start, disposed) AS seen_from, persons.died, persons.emigrated,
        least(last_observed, CAST(start + to_days(horizon_days + coalesce(put_off.days, 0)) AS DATE)) AS horizon
    FROM started
    LEFT JOIN persons ON persons.person = started.person
    LEFT JOIN put_off ON put_off.cohort = started.cohort AND put_off.person = started.person
)
-- Of death and emigration on one day, death ends the observation.
SELECT cohort, person, matter, disposed, alike, strata, start, seen_from,
    least(horizon, died, emigrated) AS until,
    CASE
        WHEN died <= least(horizon, emigrated) THEN 'death'
        WHEN emigrated <= horizon THEN 'emigration'
        ELSE ''
    END AS ended_by,
    coalesce(start IS NOT NULL AND seen_from <= least(horizon, died, emigrated), false) AS followed
FROM bounded
