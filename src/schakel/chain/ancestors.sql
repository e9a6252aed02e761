-- name: ancestors
-- inputs: links, inheritances
-- key: unit, unit_id, attribute, ancestor_unit, ancestor_id
--
-- From which units a unit has an attribute: the one that it belongs to and, where that one inherits the attribute as
-- well, those above it (a verdict has the form of its case, which has it from its file).
WITH RECURSIVE inherited AS (
    SELECT links.unit, links.unit_id, inheritances.attribute, links.parent_unit, links.parent_id
    FROM links
    JOIN inheritances ON inheritances.unit = links.unit
),
-- UNION, not UNION ALL: two ways up to one unit count once, and a circle of belonging ends.
ancestors AS (
    SELECT unit, unit_id, attribute, parent_unit AS ancestor_unit, parent_id AS ancestor_id
    FROM inherited
    UNION
    SELECT ancestors.unit, ancestors.unit_id, ancestors.attribute, inherited.parent_unit, inherited.parent_id
    FROM ancestors
    JOIN inherited
        ON inherited.unit = ancestors.ancestor_unit
        AND inherited.unit_id = ancestors.ancestor_id
        AND inherited.attribute = ancestors.attribute
)
SELECT unit, unit_id, attribute, ancestor_unit, ancestor_id FROM ancestors
