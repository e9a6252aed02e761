"""What a code means on a day: the union of the lines of the mapping that are valid then, looked up once."""

from dataclasses import replace
from datetime import date, timedelta

import small
from hypothesis import given
from hypothesis import strategies as st

from schakel.model.mapping import MappingLine, Match
from schakel.vocabulary.codes import BEGINNING, code_table, meaning_table, meant_by

DAYS = [date(2020, 1, 1) + timedelta(days=30 * number) for number in range(6)]
ENDS = st.one_of(st.none(), st.sampled_from(DAYS))


def line(concept, since, until):
    return MappingLine("kind", "code", concept, Match.EXACT, since, until, "test", "", 2)


@given(st.lists(st.builds(line, st.sampled_from(["labour", "domestic", "cross-border"]), ENDS, ENDS), max_size=5))
def test_one_span_says_what_all_lines_that_are_valid_on_a_day_say(lines):
    alliance = small.alliance()
    mapping = tuple(replace(one, line=number) for number, one in enumerate(lines, start=2))
    partner = replace(alliance.partners["hotline"], mapping=mapping)
    alliance = replace(alliance, partners={"hotline": partner})
    for day in (BEGINNING, *DAYS, *(one + timedelta(days=1) for one in DAYS)):
        numbers = [one["mapping_line"] for one in valid_on(day, code_table(alliance))]
        spans = [one["mask"] for one in valid_on(day, meaning_table(alliance))]
        assert spans == ([meant_by(partner, "kind", numbers, small.FORM).mask] if numbers else [])


def valid_on(day, codes):
    return [one for one in codes.to_pylist() if one["valid_from"] <= day < one["valid_until"]]
