-- name: merged_stays
-- inputs: stays, declared
-- key: person, began
-- check: began <= ended
--
-- Stays in custody of which those that overlap or touch are one, so that no day inside is counted twice. A stay that
-- has not ended lasts until the end of observation and beyond (`released` is false).
-- Gaps and islands: a new island begins where a stay starts after the latest end of all stays before it.
SELECT person, min(began) AS began, max(ended) AS ended, bool_and(released) AS released
FROM (
    SELECT *, sum(CASE WHEN began <= earlier THEN 0 ELSE 1 END) OVER (
        PARTITION BY person ORDER BY began, ended ROWS UNBOUNDED PRECEDING
    ) AS island
    FROM (
        SELECT *, max(ended) OVER (
            PARTITION BY person ORDER BY began, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier
        FROM (
            SELECT person, began, coalesce(ended, greatest(began, declared.observed_until)) AS ended,
                ended IS NOT NULL AS released
            FROM stays
            CROSS JOIN declared
        )
    )
)
GROUP BY person, island
