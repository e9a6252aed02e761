"""The size of a hidden population in the chain

Lists of a small chain give a verdict with its reasons.
"""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

import pyarrow as pa
import pytest
from answered import printed, protected, restored, stored, view
from small import scheme, text

from schakel.research.prevalence import CaptureList, DeclaredAssumption, PartAnswer, Parts, PrevalenceQuestion
from schakel.research.prevalence.asking import answer_chain
from schakel.research.prevalence.registrations import ENTRIES, entries
from schakel_base.errors import DeclarationError
from schakel_base.verdict import Basis, Outcome, Refusal

SEXUAL, LABOUR = 1, 2
FOUND = tuple[PartAnswer, ...]
FORMS = {code: scheme("form", "sexual", "labour").leaves_of(code) for code in ("sexual", "labour")}
START = date(2020, 1, 1)

QUESTION = PrevalenceQuestion(
    name="offenders",
    title=text("Offenders"),
    question=text("How many are there?"),
    target="present at a date",
    assumptions=(DeclaredAssumption("closed population", "does not hold", text("People come and go."), "too high"),),
    replicates=100,
    methods=("stepwise", "bic"),
    unit="person",
    lists=(
        CaptureList("police", text("police"), ("north", "south")),
        CaptureList("prosecution", text("prosecution"), ("prosecution",)),
        CaptureList("prison", text("prison"), ("prison",)),
    ),
    begins=("registered",),
    parts=Parts("form", ("case",), ("sexual", "labour")),
)


class Entry(NamedTuple):
    """One unit on one list on one day, and what it can be."""

    unit_id: str
    list: str
    happened: date
    follows: bool
    mask: int | None


def on_lists(found: Iterable[Entry]) -> pa.Table:
    return pa.Table.from_pylist([one._asdict() for one in found], schema=ENTRIES.append(pa.field("mask", pa.int64())))


def chain(*rows: tuple[str, str, str, date | None, int | None]) -> dict[str, pa.Table]:
    """The tables of a chain from rows: partner, person, event, day, and what the form of its case can be."""
    events, keys, attributes = [], [], []
    for number, (partner, person, event, day, mask) in enumerate(rows):
        place = {"partner": partner, "delivery": 1, "row": number}
        events.append(place | {"event": event, "unit": "person", "unit_id": person, "happened": day})
        keys += [place | {"unit": "person", "unit_id": person}, place | {"unit": "case", "unit_id": f"case {number}"}]
        if mask is not None:
            attributes.append({"unit": "case", "unit_id": f"case {number}", "attribute": "form", "mask": mask})
    return {
        name: pa.Table.from_pylist(t) for name, t in (("events", events), ("key_map", keys), ("attributes", attributes))
    }


def invented(persons: int = 400, years: int = 3) -> list[Entry]:
    """Persons who are each seen in one season alone, then passed on along the chain, those of labour seldom."""
    chance = random.Random(7)
    found = []
    for number in range(persons):
        form = SEXUAL if number % 3 else LABOUR
        first = START + timedelta(chance.randrange(365 * years))
        for again in range(1 + (chance.random() < 0.3)):
            day = first + timedelta(40 * again)
            found.append(Entry(f"p{number}", "police", day, False, form))
            if chance.random() < (0.8 if form == SEXUAL else 0.3):
                found.append(Entry(f"p{number}", "prosecution", day + timedelta(100), True, form))
            if chance.random() < 0.3:
                found.append(Entry(f"p{number}", "prison", day + timedelta(200), True, form))
    return found


def test_whoever_a_partner_has_an_event_of_is_on_its_list() -> None:
    tables = chain(
        ("north", "a", "registered", START, SEXUAL),
        ("south", "a", "registered", START, SEXUAL),
        ("prosecution", "a", "prosecuted", START + timedelta(30), SEXUAL | LABOUR),
        ("elsewhere", "a", "registered", START, SEXUAL),
        ("north", "b", "registered", None, LABOUR),
        ("prison", "b", "detained", START, None),
    )
    expected = [
        Entry("a", "police", START, False, SEXUAL),
        Entry("a", "prosecution", START + timedelta(30), True, SEXUAL | LABOUR),
        Entry("b", "prison", START, True, None),
    ]
    assert entries(QUESTION, tables).equals(on_lists(expected))


def test_only_what_happened_in_the_period_counts() -> None:
    tables = chain(
        ("north", "a", "registered", date(2019, 12, 31), SEXUAL), ("north", "b", "registered", START, SEXUAL)
    )
    within = replace(QUESTION, first_day=START, last_day=date(2020, 12, 31))
    assert entries(within, tables)["unit_id"].to_pylist() == ["b"]


@pytest.fixture(scope="module")
def answered() -> tuple[PartAnswer, ...]:
    return answer_chain(QUESTION, on_lists(invented()), FORMS)


def test_a_part_holds_the_registrations_that_can_be_nothing_else() -> None:
    open_form = Entry("z", "police", START, False, SEXUAL | LABOUR)
    unknown = Entry("y", "police", START, False, None)
    parts = answer_chain(QUESTION, on_lists([*invented(60), open_form, unknown]), FORMS)
    assert [(part.code, part.observed) for part in parts] == [("", 62), ("sexual", 40), ("labour", 20)]


def test_a_refusal_says_what_the_registrations_show_and_what_is_only_declared(answered: tuple[PartAnswer, ...]) -> None:
    verdict = answered[0].verdict
    assert isinstance(verdict, Refusal)
    stopped = {gate.name: gate.basis for gate in verdict.gates if gate.outcome is Outcome.STOP}
    assert stopped["closed population"] is Basis.DATA  # one season each, whatever anybody declares
    assert stopped["equal visibility"] is Basis.DATA  # labour is seldom passed on


def test_what_the_dates_do_not_show_stays_a_declaration() -> None:
    chance = random.Random(3)
    lists = [one.name for one in QUESTION.lists]
    days = [START + timedelta(chance.randrange(1000)) for _ in range(400)]
    spread = [Entry(f"p{n % 300}", chance.choice(lists), day, False, None) for n, day in enumerate(days)]
    (whole,) = answer_chain(replace(QUESTION, parts=None), on_lists(spread), {})
    assert whole.verdict is not None
    closed = next(gate for gate in whole.verdict.gates if gate.name == "closed population")
    assert (closed.outcome, closed.basis) == (Outcome.STOP, Basis.DECLARED)
    assert closed.sentence.in_language("en") == (
        "It was declared that people come or go in the period. People come and go. "
        "The registrations by themselves do not show it."
    )


def test_of_a_refusal_no_figure_leaves_but_how_many_were_seen_rounded(answered: tuple[PartAnswer, ...]) -> None:
    released = protected(QUESTION, answered)
    assert view(released).commentary.conclusion.is_refusal
    assert [one["said"][0] for one in printed(released)[:1]] == ["No reliable estimate can be given."]
    seen = {name: figure.lower for name, figure in released.figures.items() if name.startswith("observed/")}
    assert seen == {"observed/": 400, "observed/sexual": 265, "observed/labour": 135}
    assert not any(name.startswith(("value/", "interval/")) for name in released.figures)


def test_what_nobody_declared_is_unknown_and_what_was_not_said_is_asked(answered: tuple[PartAnswer, ...]) -> None:
    (whole,) = printed(protected(QUESTION, answered))[:1]
    said = {one["title"]: one["items"] for one in whole["lists"]}
    assert len(said["What was assumed"]) == 6
    assert sum("Nobody said." in str(one) for one in said["What was assumed"]) == 5
    assert str(said["What was not said"]).count("What share of the links was missed") == 1
    told = replace(QUESTION, missed_links=0.1, false_links=0.0)
    assert "What was not said" not in {one["title"] for one in printed(protected(told, answered))[0]["lists"]}


def test_what_is_certain_without_a_model_stands_on_the_page_with_what_errors_of_linkage_take_off() -> None:
    chance, lists = random.Random(3), [one.name for one in QUESTION.lists]
    rows = on_lists(Entry(f"p{n % 300}", chance.choice(lists), START, False, None) for n in range(400))
    holds = DeclaredAssumption("perfect linkage", "holds because", text("One national number."))
    well = replace(QUESTION, target="ever present in the period", assumptions=(holds,))

    def said(question: PrevalenceQuestion) -> tuple[int | None, str]:
        (whole, *_) = found = answer_chain(question, rows, {})
        return whole.certain, " ".join(map(str, printed(protected(question, found))[0]["said"]))

    certain, words = said(well)
    assert certain == 300
    assert "Without any model: there are at least 300: so many were seen, and they were linked without error." in words
    certain, words = said(replace(well, missed_links=0.1))
    assert certain is not None and certain < 300
    assert "10% were missed, so some persons count twice" in words
    # Nobody said how well they were linked, or who was seen need not have been there at the date.
    for silent in (replace(well, assumptions=()), replace(well, target="present at a date")):
        certain, words = said(silent)
        assert certain is None and "Without any model" not in words


def test_lists_are_corrected_for_declared_errors_of_linkage() -> None:
    chance, lists = random.Random(3), [one.name for one in QUESTION.lists]
    rows = on_lists(Entry(f"p{n % 300}", chance.choice(lists), START, False, None) for n in range(400))
    declared = replace(QUESTION, missed_links=0.1, parts=None)
    (linked,), (corrected,) = (answer_chain(one, rows, {}) for one in (QUESTION, declared))
    assert corrected.observed < linked.observed == 300
    seen = printed(protected(declared, (corrected,)))[0]["said"]
    assert seen[1].startswith("On the lists, corrected for errors of linkage: ")


def test_too_many_declared_errors_are_told_with_the_file() -> None:
    declared = replace(QUESTION, missed_links=0.9, parts=None, file="research/offenders.yaml")
    with pytest.raises(DeclarationError, match=r"^research/offenders\.yaml: At a share of missed links of 0\.9"):
        answer_chain(declared, on_lists(invented()), {})


def chained(prison: int) -> pa.Table:
    """Persons on lists on a few days, so many of them with the police and then in prison: the overlap of two lists."""
    ways = (("police", 40), ("prosecution", 30), ("prison", 25), ("police prosecution", 12), ("prosecution prison", 7))
    found = []
    for names, persons in (*ways, ("police prison", prison)):
        for number in range(persons):
            found += [Entry(f"{names} {number}", name, START, False, None) for name in names.split()]
    return on_lists(found)


@pytest.mark.parametrize("seed", [b"a", *(pytest.param(seed, marks=pytest.mark.slow) for seed in (b"b", b"c"))])
def test_one_person_more_or_fewer_in_a_small_cell_of_the_lists_changes_no_verdict(seed: bytes) -> None:
    """Twins, 0 to 14 of whom were on two lists: true lists give each its own verdict, now five in a row have one."""
    question = replace(QUESTION, parts=None, assumptions=(), replicates=20)

    def verdicts(seed: bytes) -> list[str]:
        answers = (answer_chain(question, chained(prison), {}, seed) for prison in range(15))
        return [stored(tuple(replace(one, observed=0) for one in answer), FOUND) for answer in answers]

    assert len(set(verdicts(b""))) == 15
    runs = [len(list(alike)) for _, alike in groupby(verdicts(seed))]
    assert sum(runs) == 15 and set(runs[1:-1]) == {5}


def test_nobody_and_a_few_on_the_lists_get_the_same_answer() -> None:
    """Both are printed as 0. Whoever read that the lists have seen nobody would know which it was."""
    few = on_lists(invented()[:2])
    nobody, some = (protected(QUESTION, answer_chain(QUESTION, rows, FORMS)) for rows in (on_lists([]), few))
    assert view(nobody).headline == "The lists have seen too few for an estimate."
    assert printed(some) == printed(nobody)
    assert (some.commentary.conclusion, some.commentary.open_lists) == (
        nobody.commentary.conclusion,
        nobody.commentary.open_lists,
    )


def test_the_same_chain_gives_the_same_answer_to_the_byte(answered: tuple[PartAnswer, ...]) -> None:
    assert stored(answer_chain(QUESTION, on_lists(invented()), FORMS), FOUND) == stored(answered, FOUND)


def test_the_answer_does_not_hang_on_the_pseudonyms(answered: tuple[PartAnswer, ...]) -> None:
    """Persons get other ids in another workspace; what is drawn by chance is drawn alike."""
    others = on_lists(entry._replace(unit_id=entry.unit_id[::-1]) for entry in reversed(invented()))
    assert stored(answer_chain(QUESTION, others, FORMS), FOUND) == stored(answered, FOUND)


def test_an_answer_is_kept_whole(answered: tuple[PartAnswer, ...]) -> None:
    assert restored(answered, FOUND) == answered
