-- name: claims
-- inputs: statements, codes
-- key: partner, delivery, row, unit, event_index, attribute, column_name, source_value
--
-- What each delivered row says of each attribute, as the lines of the mapping that translate its value. Several lines
-- that are valid for one value give the union of what they give; a value without lines may be anything. Each value of
-- each day is looked up once, however many rows have it.
WITH said AS (
    SELECT DISTINCT partner, column_name, attribute, source_value, happened
    FROM statements
),
meanings AS (
    SELECT
        said.partner,
        said.column_name,
        said.attribute,
        said.source_value,
        said.happened,
        list(codes.mapping_line ORDER BY codes.mapping_line) AS mapping_lines
    FROM said
    JOIN codes
        ON codes.partner = said.partner
        AND codes.column_name = said.column_name
        AND codes.attribute = said.attribute
        AND codes.source_value = said.source_value
        AND said.happened >= codes.valid_from
        AND said.happened < codes.valid_until
    GROUP BY said.partner, said.column_name, said.attribute, said.source_value, said.happened
)
-- A left join: a value without a line of the mapping stays, as a claim that says nothing.
SELECT
    statements.partner,
    statements.delivery,
    statements.row,
    statements.unit,
    statements.event_index,
    statements.attribute,
    statements.column_name,
    statements.source_value,
    meanings.mapping_lines
FROM statements
LEFT JOIN meanings
    ON meanings.partner = statements.partner
    AND meanings.column_name = statements.column_name
    AND meanings.attribute = statements.attribute
    AND meanings.source_value = statements.source_value
    AND meanings.happened = statements.happened
