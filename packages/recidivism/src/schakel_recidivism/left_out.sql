-- name: left_out
-- inputs: observed, cases
-- key: cohort, reason
-- check: matters > 0
--
-- The other cases of the persons who were followed, and why they are no new cases (or that they are: `counted`). Each
-- matter has one reason, the first that holds. The digit in front orders the reasons, so that `min` picks the one that brings a matter nearest to
-- counting.
WITH reasons AS (
    SELECT observed.cohort, cases.person, cases.matter,
        min(CASE
            WHEN cases.offended IS NULL THEN '8 offence without a date'
            WHEN cases.offended < observed.disposed AND coalesce(cases.disposed > observed.disposed, true)
                THEN '5 committed before the index disposal'
            WHEN cases.offended < observed.seen_from THEN '6 before the clock started'
            WHEN cases.offended > observed.until THEN '7 after observation ended'
            WHEN cases.excluded THEN '3 a disposal that never counts'
            WHEN NOT (cases.counts AND list_contains(observed.alike, cases.alike)) THEN '4 another kind'
            ELSE '1 counted'
        END) AS reason
    FROM observed
    JOIN cases ON cases.person = observed.person AND cases.matter <> observed.matter
    WHERE observed.followed
    GROUP BY observed.cohort, cases.person, cases.matter
)
SELECT cohort, substr(reason, 3) AS reason, count(*) AS matters
FROM reasons
GROUP BY cohort, reason
