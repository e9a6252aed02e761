-- name: persons_followed
-- inputs: observed, new_cases, merged_stays
-- key: cohort, person
-- check: days >= 0
-- check: days_at_liberty >= 0
-- check: first_day IS NULL OR first_day <= days
-- check: first_day_at_liberty IS NULL OR first_day_at_liberty <= days_at_liberty
--
-- What is known of each person who was followed, on both clocks: how many days, the first new case, and why the
-- observation ended; and how many new cases there were. Days in custody within the follow-up, and before the
-- person could have a new case at all.
WITH inside AS (
    SELECT cohort, observed.person,
        sum(date_diff('day', greatest(began, start), least(ended, until)))
            FILTER (WHERE began < until AND ended > start) AS days_inside,
        sum(date_diff('day', greatest(began, start), least(ended, seen_from)))
            FILTER (WHERE began < seen_from AND ended > start) AS inside_before
    FROM observed
    JOIN merged_stays ON merged_stays.person = observed.person
    WHERE followed
    GROUP BY cohort, observed.person
),
-- At liberty the first new case need not be the one of the first day on the calendar, so each clock has its own.
new AS (
    SELECT cohort, person,
        count(*) AS new_cases,
        min(day) AS first_day,
        min(day - inside) AS first_day_at_liberty
    FROM new_cases
    GROUP BY cohort, person
)
SELECT observed.cohort, observed.person, strata,
    date_diff('day', start, until) AS days,
    date_diff('day', start, until) - coalesce(days_inside, 0) AS days_at_liberty,
    date_diff('day', start, seen_from) AS entry,
    date_diff('day', start, seen_from) - coalesce(inside_before, 0) AS entry_at_liberty,
    first_day,
    first_day_at_liberty,
    coalesce(new_cases, 0) AS new_cases,
    ended_by
FROM observed
LEFT JOIN inside ON inside.cohort = observed.cohort AND inside.person = observed.person
LEFT JOIN new ON new.cohort = observed.cohort AND new.person = observed.person
WHERE followed
