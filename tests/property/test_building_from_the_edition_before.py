"""Whatever is delivered, corrected, withdrawn, judged or mapped otherwise, an edition is as one built in full."""

from dataclasses import replace
from pathlib import Path

import changing
import pytest
from changing import State
from examples import examples, is_thorough
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import strategies as st

from schakel.verbs import changed_units, said_tables
from schakel.verbs.what_changed import WhatChanged

NUMBER = st.sampled_from("1234")
NUMBER_OR_NONE = st.sampled_from(["", *"1234"])
DAYS = st.sampled_from(["", "2021-01-05", "2021-02-03", "2021-03-04"])
KINDS = st.sampled_from(["dom", "sex", "lab", "?", ""])
ROWS = {
    "police": {"registration": NUMBER, "file": NUMBER_OR_NONE, "skn": NUMBER_OR_NONE, "registered": DAYS,
               "kind": KINDS, "court": st.sampled_from("JN")},
    "tips": {"file": NUMBER_OR_NONE, "kind": KINDS, "told": DAYS},
    "prosecution": {"case": NUMBER, "file": NUMBER_OR_NONE, "skn": NUMBER_OR_NONE, "joined_to": NUMBER_OR_NONE,
                    "kind": KINDS, "decided": DAYS},
    "court": {"verdict": NUMBER, "case": NUMBER_OR_NONE, "first_case": NUMBER_OR_NONE, "judged": DAYS},
}  # fmt: skip
DELIVERIES = st.sampled_from(list(ROWS)).flatmap(
    lambda partner: st.tuples(
        st.just(partner), st.lists(st.fixed_dictionaries(ROWS[partner]), min_size=1, max_size=4).map(tuple)
    )
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes
LINES = [("dom", "domestic", "exact"), ("sex", "sexual", "broad"), ("lab", "labour", "exact"), ("?", "", "none")]
STATES = st.builds(
    State,
    deliveries=st.lists(DELIVERIES, max_size=3).map(tuple),
    who=st.dictionaries(NUMBER, st.sampled_from("AB"), max_size=4),
    same=st.lists(st.tuples(NUMBER, NUMBER).filter(lambda pair: pair[0] != pair[1]), max_size=1).map(tuple),
    mapping=st.lists(st.sampled_from(LINES), unique=True).map(tuple),
    gone=st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 3)), max_size=3),
)


# A case is joined to one of which a verdict is known: the verdict is then of both, though no row about it is new.
_VERDICT = State((("court", ({"verdict": "3", "case": "4", "first_case": "4", "judged": "2021-03-04"},)),), {}, (), ())
_JOINED = {"case": "2", "file": "", "skn": "", "joined_to": "4", "kind": "", "decided": "2021-01-05"}


@example(states=[_VERDICT, State((("prosecution", (_JOINED,)),), {}, (), ())], together=1, layers=True)
@examples(1, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=2, max_size=4), together=st.sampled_from([1, 5]), layers=st.booleans())
def test_an_edition_from_the_one_before_is_the_one_that_is_built_in_full(
    states: list[State],
    together: int,
    layers: bool,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(said_tables, "ROWS_TOGETHER", together)
    monkeypatch.setattr(changed_units, "MOST_CHANGED", 0)
    monkeypatch.setattr(changed_units, "MOST_IN_LAYER", 0 if layers else 10**9)
    place = tmp_path_factory.mktemp("changing")
    now, before = State(), None
    for turn, state in enumerate(states):
        # Deliveries are added to those before, and rows of these go; who is who, what was judged and the mapping are as
        # each state has it.
        gone = now.gone | {(one, row) for one, row in state.gone if one <= len(now.deliveries)}
        earlier, now = now, replace(state, deliveries=(*now.deliveries, *state.deliveries), gone=gone)
        if before and gone != earlier.gone:
            left = _folder(place, f"{turn}-left")
            assert changing.take_out(earlier, now, before, left)
            before = left
        after = _folder(place, f"{turn}-after")
        how = changing.build(now, after, place / "said", before)
        assert ("worked out again" in how) == (before is not None)
        _hold(now, after, place, is_last=turn == len(states) - 1)
        before = after


KEYS = {"police": "registration", "prosecution": "case", "court": "verdict"}
ADDED = st.lists(DELIVERIES.filter(lambda one: one[0] in KEYS), min_size=2, max_size=4)
"""A police row about each kind of unit, and a case in its file: the file, the suspect and the person come back."""
_POLICE = {"registration": "1", "file": "1", "skn": "1", "registered": "2021-02-03", "kind": "sex", "court": "J"}
_CASE = {"case": "1", "file": "1", "skn": "1", "joined_to": "", "kind": "dom", "decided": "2021-03-04"}
_EARLIER = {**_POLICE, "registered": "2021-01-05", "kind": "lab"}


@example(deliveries=[("police", (_POLICE,)), ("prosecution", (_CASE,)), ("police", (_EARLIER,))], layers=True)
@examples(1, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=ADDED, layers=st.booleans())
def test_rows_that_come_are_added_to_what_was_known_without_a_look_at_those_of_before(
    deliveries: list[tuple[str, changing.Rows]],
    layers: bool,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changed_units, "MOST_CHANGED", 0)
    monkeypatch.setattr(changed_units, "MOST_IN_LAYER", 0 if layers else 10**9)
    monkeypatch.setattr(WhatChanged, "_about", lambda *_: pytest.fail("rows of before are looked for"))
    place = tmp_path_factory.mktemp("adding")
    state, before = State(who={"1": "A", "2": "B", "3": "A"}, events=False), None
    for turn, (partner, rows) in enumerate(deliveries):
        state = replace(state, deliveries=(*state.deliveries, (partner, _not_corrected(turn, partner, rows))))
        after = _folder(place, f"{turn}-after")
        changing.build(state, after, place / "said", before)
        _hold(state, after, place, is_last=turn == len(deliveries) - 1)
        before = after


def _hold(state: State, found: Path, place: Path, is_last: bool) -> None:
    """Hold an edition against the same built in full: the last, and in `make test-slow` each that leads to it."""
    if is_last or is_thorough():
        whole = _folder(place, f"{found.name}-whole")
        changing.build(state, whole, place / "said")
        assert changing.content(found) == changing.content(whole)


def _not_corrected(turn: int, partner: str, rows: changing.Rows) -> changing.Rows:
    """Rows of which none corrects another, or says that numbers are one case, or that cases are joined."""
    alone = {"joined_to": "", "first_case": ""}
    return [{**row, **alone, KEYS[partner]: str(4 * turn + number)} for number, row in enumerate(rows, start=1)]


def _folder(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir()
    return folder
