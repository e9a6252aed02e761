-- name: claims
-- inputs: statements, codes, anything
-- key: partner, delivery, row, unit, event_index, attribute, column_name
-- check: mask > 0
--
-- What each delivered row says of each attribute, as a set of concepts (a mask over the leaves of the scheme).
-- Several lines of a mapping that are valid for one value give the union; a value that no line covers may be
-- anything, and has no mapping_line. Each value of each day is looked up once, however many rows have it.
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
        min(codes.mapping_line) AS mapping_line,
        bit_or(codes.mask) AS mask
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
    meanings.mapping_line,
    coalesce(meanings.mask, anything.anything) AS mask
FROM statements
JOIN anything ON anything.attribute = statements.attribute
LEFT JOIN meanings
    ON meanings.partner = statements.partner
    AND meanings.column_name = statements.column_name
    AND meanings.attribute = statements.attribute
    AND meanings.source_value = statements.source_value
    AND meanings.happened = statements.happened
