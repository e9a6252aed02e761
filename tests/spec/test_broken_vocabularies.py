"""Faults in a concept scheme

A concept scheme that cannot be used for counting is refused. Each fault gets one sentence.
"""

import pytest
from broken import broken, check

SUBJECT = "vocabulary/subject.ttl"

VOCABULARIES = [
    broken(
        "a file that is not Turtle",
        SUBJECT,
        '"Subject of a report"@en ;',
        '"Subject of a report@en ;',
        "9: This is not valid Turtle: …",
    ),
    broken(
        "a prefix that is not declared",
        SUBJECT,
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n",
        "",
        "9: This is not valid Turtle: …",
    ),
    broken(
        "no concept scheme",
        SUBJECT,
        "a skos:ConceptScheme",
        "a skos:Collection",
        "1: A file holds one skos:ConceptScheme; this one holds 0.",
    ),
    broken(
        "a scheme without a title",
        SUBJECT,
        'dct:title "Subject of a report"@en ;',
        "",
        "7: The concept scheme has no dct:title in the language `en`.",
    ),
    broken(
        "a property that is none",
        SUBJECT,
        'skos:definition "Anything that is not exploitation."@en .',
        'skos:definition "Anything that is not exploitation."@en ; skos:scopeNotes "Not seen."@en .',
        "36: There is no property `skos:scopeNotes`; did you mean `skos:scopeNote`?",
    ),
    broken(
        "a concept without a notation",
        SUBJECT,
        '    skos:notation "other" ;\n',
        "",
        "36: A concept has one skos:notation; this one has 0.",
    ),
    broken(
        "two concepts with one notation",
        SUBJECT,
        'skos:notation "other"',
        'skos:notation "labour-exploitation"',
        "36: The notation `labour-exploitation` is used by two concepts (lines 28 and 36).",
    ),
    broken(
        "a notation with a space",
        SUBJECT,
        'skos:notation "other"',
        'skos:notation "something else"',
        "36: The notation `something else` must be letters, digits, dots and hyphens.",
    ),
    broken(
        "the notation of a total",
        SUBJECT,
        'skos:notation "other"',
        'skos:notation "total"',
        "36: The notation `total` is reserved for the total of a table.",
    ),
    broken(
        "a concept without a definition",
        SUBJECT,
        '    skos:prefLabel "another subject"@en ;\n    skos:definition "Anything that is not exploitation."@en .',
        '    skos:prefLabel "another subject"@en .',
        "36: The concept `other` has no skos:definition in the language `en`.",
    ),
    broken(
        "a concept with two labels in one language",
        SUBJECT,
        'skos:prefLabel "another subject"@en',
        'skos:prefLabel "another subject"@en , "else"@en',
        "36: The concept has two skos:prefLabel in the language `en`.",
    ),
    broken(
        "a concept of another scheme",
        SUBJECT,
        (
            ':other\n    a skos:Concept ;\n    skos:notation "other" ;\n    skos:inScheme '
            "<https://example.org/id/template/subject>"
        ),
        (
            ':other\n    a skos:Concept ;\n    skos:notation "other" ;\n    skos:inScheme '
            "<https://example.org/id/template/subjects>"
        ),
        "36: A concept is skos:inScheme of the concept scheme of its file.",
    ),
    broken(
        "a broader concept that does not exist",
        SUBJECT,
        'skos:broader :exploitation ;\n    skos:prefLabel "labour',
        'skos:broader :exploitations ;\n    skos:prefLabel "labour',
        "28: There is no concept `exploitations` in this file; did you mean `exploitation`?",
    ),
    broken(
        "a circle",
        SUBJECT,
        ":exploitation\n    a skos:Concept ;",
        ":exploitation\n    skos:broader :labour-exploitation ;\n    a skos:Concept ;",
        "12: The concept `exploitation` is broader than itself.",
        "29: The concept `labour-exploitation` is broader than itself.",
    ),
    broken(
        "a date that is none",
        SUBJECT,
        'owl:versionInfo "1.0"',
        'owl:versionInfo "1.0" ; <https://schema.org/validFrom> "last year"',
        "7: `last year` is not a date; write schema:validFrom like 2024-01-31.",
    ),
]


@pytest.mark.parametrize("case", VOCABULARIES)
def test_what_a_concept_scheme_cannot_say(case, tmp_path):
    check(case, tmp_path)
