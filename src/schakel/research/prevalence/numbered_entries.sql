-- name: numbered_entries
-- inputs: entries
-- key: unit, list, happened, follows, mask
--
-- The entries of units that are numbered in the order of what is known of them. Chance is drawn unit by unit, and
-- pseudonyms have another order in every workspace: the answer would be another one.
WITH placed AS (
    SELECT *, dense_rank() OVER (ORDER BY list, happened, follows, mask NULLS FIRST) AS place
    FROM entries
),
units AS (
    SELECT unit_id, row_number() OVER (ORDER BY list(place ORDER BY place), unit_id) - 1 AS unit
    FROM placed
    GROUP BY unit_id
)
SELECT unit, list, happened, follows, mask
FROM placed
JOIN units USING (unit_id)
