-- name: earlier_cases
-- inputs: observed, cases, declared
-- key: cohort, person
-- check: earlier > 0
--
-- How many cases of each person were disposed of in the declared years before the index case, as far back for one
-- person as for another. Joined cases are one, and what never counts as a new case is no earlier one either.
SELECT observed.cohort, observed.person, count(DISTINCT cases.matter) AS earlier
FROM observed
CROSS JOIN declared
JOIN cases ON cases.person = observed.person
WHERE observed.followed
    AND cases.matter <> observed.matter
    AND NOT cases.excluded
    AND cases.disposed < observed.disposed
    AND cases.disposed >= observed.disposed - to_years(declared.earlier_years)
GROUP BY observed.cohort, observed.person
