-- name: claims
-- inputs: statements, codes, anything
-- key: partner, delivery, row, unit, event_index, attribute, column_name
-- check: mask > 0
--
-- What each delivered row says of each attribute, as a set of concepts (a mask over the leaves of the scheme).
-- Several lines of a mapping that are valid for one value give the union; a value that no line covers may be
-- anything, and has no mapping_line.
SELECT
    statements.partner,
    statements.delivery,
    statements.row,
    statements.unit,
    statements.event_index,
    statements.attribute,
    statements.column_name,
    min(codes.mapping_line) AS mapping_line,
    coalesce(bit_or(codes.mask), any_value(anything.anything)) AS mask
FROM statements
JOIN anything ON anything.attribute = statements.attribute
LEFT JOIN codes
    ON codes.partner = statements.partner
    AND codes.column_name = statements.column_name
    AND codes.attribute = statements.attribute
    AND codes.source_value = statements.source_value
    AND statements.happened >= codes.valid_from
    AND statements.happened < codes.valid_until
GROUP BY
    statements.partner, statements.delivery, statements.row, statements.unit, statements.event_index,
    statements.attribute, statements.column_name
