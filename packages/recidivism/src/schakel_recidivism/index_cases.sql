-- name: index_cases
-- inputs: cases, declared
-- key: cohort, person
-- check: disposed IS NOT NULL
--
-- The first case of each person in the period that ended in a disposal that makes an index case: one per person, or
-- one per person and year. Cases that were joined stand under one matter, and make one index case.
SELECT * EXCLUDE (place)
FROM (
    SELECT
        CASE WHEN declared.by_year THEN CAST(year(disposed) AS VARCHAR) ELSE '' END AS cohort,
        cases.person,
        matter,
        disposed,
        offended,
        list(alike) OVER (PARTITION BY cases.person, matter) AS alike,
        strata,
        row_number() OVER (
            PARTITION BY cases.person, CASE WHEN declared.by_year THEN year(disposed) ELSE 0 END
            ORDER BY disposed, matter, case_id
        ) AS place
    FROM cases
    CROSS JOIN declared
    WHERE opens AND disposed BETWEEN declared.first_day AND declared.last_day
)
WHERE place = 1
