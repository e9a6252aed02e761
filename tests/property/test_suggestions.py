"""Which pairs a model still asks about, and what was answered, in columns: held against a slow and obvious referee."""

from datetime import date

import pyarrow as pa
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from schakel.identity.who_is_who.judgements import APART, CREATED, JOINED, RELINKED, SUGGESTED, Judgement
from schakel.identity.who_is_who.ledger import Ledger

DAY = date(2026, 1, 1)
PERSONS = "pqrstu"
SAID = st.lists(
    st.tuples(
        st.sampled_from([SUGGESTED, SUGGESTED, SUGGESTED, JOINED, APART, RELINKED]),
        st.sampled_from(PERSONS),
        st.sampled_from(PERSONS),
        st.integers(-3, 9),
    ),
    max_size=14,
)
Said = list[tuple[str, str, str, int]]


def referee(said: Said) -> tuple[dict[tuple[str, str], float], list[tuple[float, bool]]]:
    """Look at every suggestion since the last re-link, by who the two are now."""
    leads_to = {other: one for kind, one, other, _ in said if kind == JOINED}

    def pair(one: str, other: str) -> tuple[str, str]:
        while one in leads_to or other in leads_to:
            one, other = leads_to.get(one, one), leads_to.get(other, other)
        return min(one, other), max(one, other)

    apart = {pair(one, other) for kind, one, other, _ in said if kind == APART}
    last = max((place for place, one in enumerate(said) if one[0] == RELINKED), default=0)
    asked, answered = dict[tuple[str, str], float](), list[tuple[float, bool]]()
    for kind, one, other, bits in said[last:]:
        if kind == SUGGESTED:
            two = pair(one, other)
            if two[0] == two[1] or two in apart:
                answered.append((bits, two[0] == two[1]))
            else:
                asked[two] = max(bits, asked.get(two, bits))
    return asked, answered


@examples(30)
@given(SAID)
def test_suggestions_are_what_the_referee_says(tmp_path_factory: pytest.TempPathFactory, said: Said) -> None:
    retired, entered = set[str](), Said()
    for kind, one, other, bits in said:
        # Only who is nobody else yet is joined, to somebody else.
        if kind == JOINED and (one == other or {one, other} & retired):
            continue
        retired |= {other} if kind == JOINED else set()
        entered.append((kind, one, other, bits))
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    ledger.append([Judgement(CREATED, DAY, "a model", "new", person, f"r-{person}") for person in PERSONS])
    ledger.append([Judgement(kind, DAY, "x", "y", one, "", other, weight=bits) for kind, one, other, bits in entered])
    asked, answered = referee(entered)
    found, persons = ledger.suggestions(DAY), ledger.persons(DAY)
    assert ledger.suggested(DAY) == asked
    assert list(ledger.suggested(DAY).values()) == sorted(asked.values(), reverse=True)
    told = found.answered.to_pydict()
    assert list(zip(told["weight"], told["of_one_person"], strict=True)) == answered
    for row in pa.concat_tables([found.asked, found.lighter, found.answered.drop_columns("of_one_person")]).to_pylist():
        ids = [row[f"said_{side}"] or row[side] for side in ("one", "other")]
        assert [persons.resolve(one) for one in ids] == [row["one"], row["other"]]
        assert {(*sorted(ids), row["weight"])} <= {
            (*sorted(one[1:3]), one[3]) for one in entered if one[0] == SUGGESTED
        }
