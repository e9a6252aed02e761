-- name: new_cases
-- inputs: observed, cases, merged_stays
-- key: cohort, person, matter
-- check: day >= 0
-- check: inside >= 0
-- check: inside <= day
--
-- The new cases of each person: those of which an offence was committed while the person was observed, on the day of
-- the first such offence. What was committed before the index disposal is no recidivism, whenever it was disposed of
-- (pseudo-recidivism); what was joined is one case. `inside` are the days in custody up to that day.
WITH committed AS (
    SELECT observed.cohort, observed.person, cases.matter, observed.strata, observed.start,
        min(cases.offended) AS offended
    FROM observed
    JOIN cases ON cases.person = observed.person
    WHERE observed.followed
        AND cases.counts
        AND NOT cases.excluded
        AND cases.matter <> observed.matter
        AND list_contains(observed.alike, cases.alike)
        AND cases.offended BETWEEN observed.seen_from AND observed.until
    GROUP BY ALL
)
-- Custody that overlaps the days from the start to the offence; stays were merged, so no day counts twice.
SELECT committed.cohort, committed.person, committed.matter, committed.strata,
    date_diff('day', committed.start, offended) AS day,
    coalesce(sum(date_diff('day', greatest(began, start), least(ended, offended)))
        FILTER (WHERE began < offended AND ended > start), 0) AS inside,
    coalesce(bool_or(began < offended AND ended > offended), false) AS committed_inside
FROM committed
LEFT JOIN merged_stays ON merged_stays.person = committed.person
GROUP BY committed.cohort, committed.person, committed.matter, committed.strata, committed.start,
    offended
