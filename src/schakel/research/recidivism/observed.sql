-- name: observed
-- inputs: index_cases, merged_stays, persons, declared
-- key: cohort, person
--
-- From when until when each person of the cohort is observed, and why it ended: empty if the observation did, else
-- death or emigration. `start` is the zero of the clock; `seen_from` is the day from which on a new offence can count:
-- later than the zero where the clock starts at the offence, since nothing before the disposal is recidivism. Persons
-- without a start (not released yet) and persons whose observation ends before it begins are kept, and not followed.
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
bounded AS (
    SELECT started.*, greatest(start, disposed) AS seen_from, persons.died, persons.emigrated,
        least(last_observed, CAST(start + to_days(horizon_days) AS DATE)) AS horizon
    FROM started
    LEFT JOIN persons ON persons.person = started.person
)
SELECT cohort, person, matter, disposed, alike, strata, start, seen_from,
    least(horizon, died, emigrated) AS until,
    CASE
        WHEN died <= least(horizon, emigrated) THEN 'death'
        WHEN emigrated <= horizon THEN 'emigration'
        ELSE ''
    END AS ended_by,
    coalesce(start IS NOT NULL AND seen_from <= least(horizon, died, emigrated), false) AS followed
FROM bounded
