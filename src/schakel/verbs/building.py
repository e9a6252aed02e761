"""Build: from the deliveries known at a reference date to all tables, unprotected, inside the secured zone.

An edition is built in a draft, which takes its place only when all steps have succeeded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from schakel.alliance import read
from schakel.alliance.moments import moments_asked
from schakel.model.alliance import Alliance
from schakel.model.edition import Edition
from schakel.model.handing_on import HandOn, here_and_now
from schakel.store.access_log import reading
from schakel.store.bundling import bundle_small
from schakel.store.editions import draft_of, drop_drafts_beside, dropped_if_broken_off, put_in_place, write_manifest
from schakel.store.engine import StepResult
from schakel.store.kept import clear_unlinked, drop_drafts_of_the_dead
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel.verbs.coming_again import remarks_on_coming_again
from schakel.verbs.linking_persons import persons_of
from schakel.verbs.meeting import remarks_on_meeting
from schakel.verbs.moments import count_moment
from schakel.verbs.pipeline import Pipeline, engine_of
from schakel.verbs.planning import Before, Plan, deliveries_of, edition_before, plan
from schakel.verbs.remainders import clear_remainders
from schakel.verbs.researching import Answers, ask_about_chain, ask_about_rows, ask_at_once, store_answers
from schakel_base.database import limit_memory
from schakel_base.disk import writing_to
from schakel_base.errors import Fault
from schakel_base.progress import Progress, silent


@dataclass(frozen=True)
class Built:
    """An edition in the workspace, what each step took, and a sentence on how much was worked out again.

    `remarks` say which units may count twice: rows that came before, and partners that may write one key in two ways.
    """

    edition: Edition
    folder: SealedFolder
    steps: tuple[StepResult, ...]
    how: str = ""
    remarks: tuple[Fault, ...] = ()


def build(folder: Path, as_of: date | None = None, progress: Progress = silent, full: bool = False) -> Built:
    """Build the edition of an alliance at a reference date: all its tables, unprotected, inside the secured zone.

    Only rows known by that date are counted; by default it is the day on which the last delivery became known. A `full`
    build works everything out again, and takes nothing over from an edition before.

    Raises
    ------
    SchakelError
        If a declaration is at fault, or nothing was delivered by that date.
    """
    return build_edition(read(folder), as_of, progress, full=full)


def build_edition(
    alliance: Alliance,
    as_of: date | None,
    progress: Progress = silent,
    hand_on: HandOn | None = None,
    asked: Answers | None = None,
    full: bool = False,
) -> Built:
    """Build the edition of an alliance that has been read, as `build` does.

    Research, and half of what is counted, can be handed on; `asked` are the answers that wait for no delivery, where
    somebody has asked for them already.
    """
    workspace = Workspace.of(alliance.folder, alliance.name)
    what = {"as_of": str(as_of)} if as_of else {}
    limit_memory(alliance.engine.memory)
    within = _within(alliance.engine.memory, hand_on or here_and_now(progress))
    with reading(workspace, "build", "counting what the products publish", ", ".join(alliance.products), **what):
        with writing_to(workspace.folder):
            bundle_small(workspace)
        return _built(alliance, plan(alliance, as_of), progress, within, asked, full)


def _within(memory: int, hand_on: HandOn) -> HandOn:
    """Hand work on so that the process that does it holds no more memory either."""
    return lambda work, *values: hand_on(partial(_do_within, memory, work), *values)


def _do_within(memory: int, work: Callable[..., Any], *values: Any, **named: Any) -> Any:
    limit_memory(memory)
    return work(*values, **named)


def _built(
    alliance: Alliance, planned: Plan, progress: Progress, hand_on: HandOn, asked: Answers | None, full: bool
) -> Built:
    workspace, provider, edition = planned.workspace, planned.provider, planned.edition
    places = workspace.intake_edition(edition.name), workspace.analysis_edition(edition.name)
    drop_drafts_beside(*places, workspace.moments.folder(edition.name))
    drop_drafts_of_the_dead(workspace.persons)
    drafts = draft_of(places[0]), draft_of(places[1])
    with writing_to(workspace.folder), dropped_if_broken_off(*drafts), engine_of(alliance) as run:
        pipeline = Pipeline(alliance, *drafts, workspace.said, progress, planned.judged, run_step=run)
        answers = ask_at_once(alliance, hand_on) if asked is None else asked
        deliveries = deliveries_of(alliance, edition, workspace)
        before = Before(None, "that was asked for") if full else edition_before(edition, workspace)
        rows = pipeline.rows_in_force(deliveries, before)
        answers |= ask_about_rows(alliance, rows, hand_on)
        # One Spark serves all: what is counted on it is not handed on to a process with another.
        count_on = here_and_now(progress) if alliance.engine.spark else hand_on
        beside = [count_on(count_moment, alliance, one) for one in moments_asked(alliance, edition.as_of)]
        # Nobody else holds who is who of millions of records: once it is said, what is counted has that room.
        chain = pipeline.chain(
            deliveries, rows, provider, persons_of(pipeline, rows, provider, workspace, edition.as_of), before
        )
        answers |= ask_about_chain(alliance, chain, hand_on)
        remarks = (*remarks_on_coming_again(alliance, chain), *remarks_on_meeting(alliance, chain, rows))
        pipeline.count(chain, count_on)
        store_answers(answers, drafts[1])
        for one in beside:
            one.result()
        write_manifest(edition, drafts[1])
        # The intake zone first: an edition is found by its manifest in the analysis zone, and must then be whole.
        put_in_place(drafts[0], places[0])
        put_in_place(drafts[1], places[1])
        clear_remainders(workspace, edition)
        clear_unlinked(workspace.said)
    return Built(edition, places[1], tuple(pipeline.results), pipeline.how, remarks)
