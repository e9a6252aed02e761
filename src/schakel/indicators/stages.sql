-- name: stages
-- inputs: memberships
-- key: unit, lower, upper
-- check: upper > 0
-- check: n > 0
--
-- The units that belong to the same stages, certainly (lower) and possibly (upper): a bit for each stage. They are the
-- base cells of a comparison.
-- The outer query counts units of which exactly the same is known: a handful of rows, however many units there are.
SELECT unit, lower, upper, count(*) AS n
FROM (
    SELECT
        unit,
        unit_id,
        coalesce(bit_or(stage) FILTER (WHERE certain), 0) AS lower,
        bit_or(stage) AS upper
    FROM memberships
    GROUP BY unit, unit_id
)
GROUP BY unit, lower, upper
ORDER BY unit, lower, upper
