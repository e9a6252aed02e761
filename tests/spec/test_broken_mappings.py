"""Faults in a mapping

A mapping that guesses, contradicts itself or names what does not exist is refused. Each fault gets one sentence.
"""

import pytest
from broken import broken, check

MAPPING = "partners/helpline/mapping.csv"

MAPPINGS = [
    broken(
        "another header",
        MAPPING,
        "column,source value",
        "column,value",
        "1: The first line must be `column,source value,concept,match,valid from,valid until,reviewer,note`.",
    ),
    broken(
        "a line with too few fields",
        MAPPING,
        "followed_up,no,no,exact,,,example reviewer,",
        "followed_up,no,no,exact",
        "10: This line has 4 fields; it must have 8.",
    ),
    broken(
        "a quote that is never closed",
        MAPPING,
        "followed_up,no,no,exact,,,example reviewer,",
        'followed_up,no,no,exact,,,example reviewer,"',
        "10: This line is not valid CSV: …",
    ),
    broken(
        "a column that does not exist",
        MAPPING,
        "followed_up,no,",
        "follow_up,no,",
        "10: There is no column `follow_up`; did you mean `followed_up`?",
    ),
    broken(
        "a column that makes no claim",
        MAPPING,
        "followed_up,no,",
        "municipality,no,",
        "10: The column `municipality` makes no claim, so its values are not mapped.",
    ),
    broken(
        "a column that does not exist, told once for all of its lines",
        MAPPING,
        (lines := "followed_up,yes,yes,exact,,,example reviewer,\nfollowed_up,no,no,exact,,,example reviewer,"),
        lines.replace("followed_up", "followedup"),
        "9: There is no column `followedup`; did you mean `followed_up`?",
    ),
    broken(
        "a concept that does not exist",
        MAPPING,
        "subject,question about the law,other",
        "subject,question about the law,others",
        "7: The scheme `subject` has no concept `others`; did you mean `other`?",
    ),
    broken(
        "a match that does not exist",
        MAPPING,
        "exploitation,broad",
        "exploitation,broader",
        "4: The match is `broader`; it must be one of exact, broad, narrow, none; did you mean `broad`?",
    ),
    broken(
        "no match with a concept",
        MAPPING,
        "unclear,,none",
        "unclear,other,none",
        "8: The match is `none`, so there can be no concept `other`.",
    ),
    broken(
        "a match without a concept",
        MAPPING,
        "question about the law,other,exact",
        "question about the law,,exact",
        "7: The match is `exact`, so the line must name a concept.",
    ),
    broken(
        "an exact match beside another line",
        MAPPING,
        "labour-exploitation,narrow",
        "labour-exploitation,exact",
        (
            "6: `bad housing or underpayment` of `subject` is also mapped in line 5, for the same dates; only "
            "lines with the match `narrow` stand together."
        ),
    ),
    broken(
        "the same line twice",
        MAPPING,
        "subject,unclear",
        "subject,question about the law,other,exact,,,example reviewer,\nsubject,unclear",
        "8: `question about the law` of `subject` is mapped in the same way in line 7.",
    ),
    broken(
        "two lines whose dates overlap",
        MAPPING,
        "followed_up,no,no,exact,,,",
        "followed_up,no,no,exact,,2024-01-01,example reviewer,\nfollowed_up,no,yes,exact,2023-01-01,,",
        (
            "11: `no` of `followed_up` is also mapped in line 10, for the same dates; only lines with the "
            "match `narrow` stand together."
        ),
    ),
    broken(
        "dates without saying which of two days of the report they are of",
        MAPPING,
        "subject,question about the law,other,exact,,,",
        "subject,question about the law,other,exact,2023-01-01,,",
        (
            "7: Say in the claim of `subject` by which day lines with dates are read: `valid_on: report` or "
            "`valid_on: hand-over`."
        ),
    ),
    broken(
        "a date that does not exist",
        MAPPING,
        "followed_up,no,no,exact,,,",
        "followed_up,no,no,exact,2023-02-30,,",
        "10: `2023-02-30` is not a date; write it like 2024-01-31 or leave it empty.",
    ),
    broken(
        "a line that ends before it begins",
        MAPPING,
        "followed_up,no,no,exact,,,",
        "followed_up,no,no,exact,2024-01-01,2023-01-01,",
        "10: The line is valid until 2023-01-01, which is not after 2024-01-01.",
    ),
    broken(
        "a line that nobody filled in",
        MAPPING,
        "followed_up,no,no,exact,,,example reviewer,",
        "followed_up,no,,,,,example reviewer,",
        "10: The line has no match; it must be one of exact, broad, narrow, none.",
    ),
    broken(
        "a line without a reviewer",
        MAPPING,
        "followed_up,no,no,exact,,,example reviewer,",
        "followed_up,no,no,exact,,,,",
        "10: A line of a mapping must name its reviewer.",
    ),
    broken(
        "a blank that is mapped",
        MAPPING,
        "followed_up,no,no",
        "followed_up,,no",
        "10: The source value is empty. A blank says nothing, so it is not mapped.",
    ),
    broken(
        "a claim that is not mapped",
        MAPPING,
        "followed_up,yes,yes,exact,,,example reviewer,\nfollowed_up,no,no,exact,,,example reviewer,\n",
        "",
        "1: The column `followed_up` makes a claim, but no line maps its values.",
    ),
]


@pytest.mark.parametrize("case", MAPPINGS)
def test_what_a_mapping_cannot_say(case, tmp_path):
    check(case, tmp_path)
