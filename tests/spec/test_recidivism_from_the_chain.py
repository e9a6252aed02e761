"""Recidivism of the linked chain

Rows of partners give a verdict for all persons and for each part, protected.
"""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from answered import lists, printed, restored, view
from answered import protected as protect
from cohorts import NO_RULES
from offenders import DAY, QUESTION, World, leaves

from schakel.disclosure import ProtectedAnswer
from schakel.research.recidivism import RecidivismPart
from schakel.research.recidivism.asking import answer_chain
from schakel_base.verdict import Estimate
from schakel_recidivism.cohort import Clock, Enough


def with_new_case(part: RecidivismPart) -> float | None:
    """How many persons have a new case, as the verdict tells."""
    return next(one.statistic for one in part.verdict.gates if one.name == "events")


def test_persons_are_followed_through_what_partners_say_together() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), form=1, what=1)
    world.case("a", "a2", DAY + timedelta(100), (DAY + timedelta(200), 1), form=1, what=2)
    world.case("b", "b1", DAY - timedelta(300), (DAY, 1), form=2, what=1)
    world.case("c", "c1", DAY - timedelta(300), (DAY, 2), form=1, what=1)
    found = world.parts()
    persons = {key: (part.persons, with_new_case(part)) for key, part in found.items()}
    assert persons == {
        ("general", ""): (2, 1), ("general", "sexual"): (1, 1), ("general", "labour"): (1, 0),
        ("special", ""): (2, 0), ("special", "sexual"): (1, 0), ("special", "labour"): (1, 0),
    }  # fmt: skip


def test_a_conviction_that_is_upheld_dates_from_the_first_instance() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), (DAY + timedelta(200), 1), form=1, what=1)
    world.case("a", "a2", DAY + timedelta(100), (DAY + timedelta(300), 1), form=1, what=1)
    assert with_new_case(world.parts()["general", ""]) == 1


def test_an_acquittal_in_appeal_takes_a_person_out_of_the_cohort() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), (DAY + timedelta(200), 2), form=1, what=1)
    world.case("b", "b1", DAY - timedelta(300), (DAY, 1), form=1, what=1)
    assert world.parts()["general", ""].persons == 1


def test_an_open_form_belongs_to_all_together_alone() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), form=3, what=1)
    assert {code for _, code in world.parts()} == {""}


def test_days_inside_come_from_the_stays() -> None:
    world = World()
    world.case("a", "a1", DAY - timedelta(300), (DAY, 1), form=1, what=1)
    for event, day in (("stay-began", DAY), ("stay-ended", DAY + timedelta(365))):
        world.row(event, "stay", day, {"stay": "s1", "person": "a"})
    until = replace(QUESTION.cohort, observed_until=DAY + timedelta(731))
    shares = world.parts(replace(QUESTION, cohort=until))["general", ""].shares
    years = {clock: [share.year for share in shares if share.clock is clock] for clock in Clock}
    assert years == {Clock.CALENDAR: [1, 2], Clock.LIBERTY: [1]}  # of two years one was spent inside


def test_who_died_or_left_is_followed_until_then_and_competes() -> None:
    world = World()
    for person in ("a", "b", "c", "d"):
        world.case(person, f"{person}1", DAY - timedelta(300), (DAY, 1), form=1, what=1)
    world.case("d", "d2", DAY + timedelta(400), (DAY + timedelta(500), 1), form=1, what=1)
    before = shares_of(world)
    world.row("died", "person", DAY + timedelta(100), {"person": "a"})
    world.row("emigrated", "person", DAY + timedelta(200), {"person": "b"})
    assert before == shares_of(world) == [0, 1 / 4]  # and 1 of 2, were they censored: nobody dies who would come back
    world.row("emigrated", "person", DAY + timedelta(300), {"person": "d"})
    assert shares_of(world) == [0, 0]  # what d did after that day could not be seen


def shares_of(world: World) -> list[float]:
    """The shares by one and by two years on the calendar."""
    return [share.value for share in world.parts()["general", ""].shares if share.clock is Clock.CALENDAR]


def with_strict_linkage(world: World, lines: list[dict[str, object]]) -> dict[str, pa.Table]:
    """A chain with the lines of the key map that differ under a strict linkage, and none that do under a loose one."""
    chain: dict[str, pa.Table] = {name: pa.Table.from_pylist(rows) for name, rows in world.tables.items()}
    return chain | {"strict_linkage": pa.Table.from_pylist(lines), "loose_linkage": chain["key_map"].slice(0, 0)}


def test_a_chain_with_other_linkages_has_the_range_beside_the_share() -> None:
    world = grown(200)
    again = {row["row"] for row in world.tables["key_map"] if str(row["unit_id"]).endswith("0b")}
    strict = [
        row | {"unit_id": "a stranger"}
        for row in world.tables["key_map"]
        if row["unit"] == "person" and row["row"] in again
    ]
    part = next(part for part in answer_chain(QUESTION, with_strict_linkage(world, strict), leaves) if not part.code)
    assert part.linkage is not None
    assert part.linkage.strict < part.linkage.linked == part.linkage.loose
    public = lists(printed(protect(QUESTION, (part,)), "nl")[0])
    assert public["Met voorbehoud"][-1].startswith("Bij strengere koppeling is het aandeel")


def test_a_loose_linkage_finds_new_cases_of_whom_the_usual_one_holds_for_somebody_else() -> None:
    world = World()
    for number in range(200):
        world.case(f"p{number}", f"{number}a", DAY - timedelta(300), (DAY, 1), form=1, what=1)
        on = DAY + timedelta(10 + number)
        world.case(f"q{number}", f"{number}b", on, (on + timedelta(4000), 1), form=1, what=1)
    chain = with_strict_linkage(world, [])
    same = [row for row in world.tables["key_map"] if str(row["unit_id"]).startswith("q")]
    loose = [row | {"unit_id": f"p{str(row['unit_id'])[1:]}"} for row in same]
    chain |= {"loose_linkage": pa.Table.from_pylist(loose), "strict_linkage": chain["key_map"].slice(0, 0)}
    found = {(part.kind, part.code): part.linkage for part in answer_chain(QUESTION, chain, leaves)}["general", ""]
    assert found is not None
    assert (found.strict, found.linked, found.loose) == (0, 0, pytest.approx(1))


def test_another_linkage_says_who_had_a_case_and_not_what_it_was() -> None:
    world = grown(200)
    for row in world.tables["attributes"]:  # what the key map's person is, is known about the case
        if row["attribute"] == "form":
            row |= {"unit": "person", "unit_id": f"p{str(row['unit_id'])[:-1]}"}
    persons = [row for row in world.tables["key_map"] if row["unit"] == "person"]
    renamed = [row | {"unit_id": f"another {row['unit_id']}"} for row in persons]
    found = {part.code: part.linkage for part in answer_chain(QUESTION, with_strict_linkage(world, renamed), leaves)}
    assert set(found) == {"", "sexual", "labour"}
    assert all(one is not None and one.strict == one.linked for one in found.values())


def grown(persons: int) -> World:
    """A chain in which a quarter of the persons have a new case within two years."""
    world = World()
    for number in range(persons):
        form = 1 if number % 2 else 2
        world.case(f"p{number}", f"{number}a", DAY - timedelta(300), (DAY, 1), form=form, what=1)
        if number % 4 < 1:
            on = DAY + timedelta(10 + number % 500)
            world.case(f"p{number}", f"{number}b", on, (on + timedelta(60), 1), form=form, what=2)
    return world


RULES = replace(QUESTION, cohort=replace(QUESTION.cohort, enough=Enough(persons=100, events=20, half_width=0.1)))


def protected(persons: int) -> ProtectedAnswer:
    return protect(RULES, tuple(grown(persons).parts(RULES).values()))


@pytest.mark.parametrize(("persons", "enough"), [(60, "none of the 2"), (160, "none of the 2"), (320, "1 of the 2")])
def test_too_few_for_a_part_follows_from_the_figures_and_turns_when_they_grow(persons: int, enough: str) -> None:
    shown = view(protected(persons))
    assert shown.commentary.conclusion.is_refusal == (persons == 60)
    assert shown.basis.endswith(f" By form, a share can be given for {enough} groups.")


def test_of_a_refusal_no_share_is_said_and_no_count_in_its_reasons() -> None:
    released = protected(63)
    whole, *_ = printed(released)
    assert whole["said"] == ["Too little was observed to give a share.", "Persons followed: 65."]
    assert whole["table"] is whole["drawing"] is None
    said = ["Fewer persons could be followed than the rule asks for (at least 100)."]
    assert lists(whole)["What stands in the way"] == said
    dutch = lists(printed(released, "nl")[0])["Wat in de weg staat"]
    assert dutch[0].endswith("dan de regel vraagt (ten minste 100).")


def test_what_is_enough_is_judged_by_the_figures_that_readers_see() -> None:
    """98 persons and 102 are both printed as 100. A verdict by their number would tell which."""
    for persons in (98, 102):
        said = view(protected(persons))
        assert said.basis.startswith("Persons followed: 100.") and not said.commentary.conclusion.is_refusal


@pytest.mark.parametrize(
    ("enough", "reason"),
    [
        (Enough(100, 50, 0.5), "Fewer persons have a new case than the rule asks for (at least 50)."),
        (
            Enough(100, 20, 0.04),
            "The interval is wider than the rule allows (at most 4 percentage points to either side).",
        ),
    ],
)
def test_each_rule_that_the_figures_miss_is_said(enough: Enough, reason: str) -> None:
    question = replace(RULES, cohort=replace(RULES.cohort, enough=enough))
    whole, *_ = printed(protect(question, tuple(grown(160).parts(question).values())))
    assert lists(whole)["What stands in the way"] == [reason]


@pytest.mark.parametrize(("persons", "step"), [(160, 5), (320, 2), (640, 1)])
def test_a_step_of_a_share_is_at_least_as_many_persons_as_counts_are_rounded_to(persons: int, step: int) -> None:
    shares = [one.lower for name, one in protected(persons).figures.items() if name.startswith("general/calendar")]
    figures = [round(100 * (one or 0)) for one in shares]
    assert figures and all(figure % step == 0 for figure in figures)
    assert step / 100 * persons >= 5


def test_an_answer_is_kept_whole() -> None:
    parts = tuple(grown(160).parts(RULES).values())
    kept = tuple[RecidivismPart, ...]
    assert restored(parts, kept) == parts


def test_readers_see_the_verdict_the_curve_and_the_definition() -> None:
    shown = view(protected(160))
    general, special, definition, _ = printed(protected(160))
    assert shown.headline == "25% of the persons have a new case within 2 years (95% confidence interval: 20% to 30%)."
    assert shown.short == "25% of 160 persons have a new case within 2 years."
    assert shown.basis.startswith("Persons followed: 160. Their first case was disposed of between ")
    assert shown.basis.endswith(" By form, a share can be given for none of the 2 groups.")
    assert "<svg" in general["drawing"]["svg"]
    assert [row[1] for row in general["table"]["rows"]] == ["25%", "25%"]
    # An interval has no "tot en met", in the table as in the sentence.
    dutch = printed(protected(160), "nl")[0]["table"]["rows"]
    assert [row[2] for row in dutch] == ["20% tot 30%", "20% tot 30%"]
    assert special["said"][0] == "Too little was observed to give a share."
    assert special["drawing"] is None
    (never,) = (said for said in definition["said"] if said.startswith("Never a new case"))
    assert never.endswith("an acquittal, a technical dismissal")


def test_without_rules_every_share_is_an_estimate() -> None:
    question = replace(QUESTION, cohort=replace(QUESTION.cohort, enough=NO_RULES))
    assert isinstance(grown(8).parts(question)["general", "sexual"].verdict, Estimate)
