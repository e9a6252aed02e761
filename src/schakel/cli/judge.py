"""`schakel judge`: what people decide about persons, into the ledger; and who is who on some day."""

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, progress
from schakel.cli.judged_by import Reason, Until, from_to, judged_by, until_when
from schakel.cli.judging_session import Session, at_a_keyboard, loose_text, queue_text, show_text, side_by_side_record
from schakel.cli.parameters import Day, Json, day_or_today
from schakel.cli.relink_text import sentences
from schakel.cli.review_text import ReviewWords, visible
from schakel.cli.sampling_session import SamplingSession, sample_record, sample_text
from schakel.identity.clerical import JOINED, OF
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.relinking import Relinking
from schakel.identity.who_is_who.judgements import as_record
from schakel.identity.who_is_who.kept import open_ledger
from schakel.identity.who_is_who.ledger import Ledger
from schakel_base.errors import RequestError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="What people decide about persons.")

Folder = Annotated[Path, typer.Argument(help="The folder of an alliance, or of a ledger.", show_default=False)]
Person = Annotated[str, typer.Argument(help="The id of a person.", show_default=False)]
Model = Annotated[Path | None, typer.Option("--model", help="The model of a ledger of no alliance.")]
Files = Annotated[list[Path] | None, typer.Option("--records", help="A file of its records; can be repeated.")]
LONGEST_REASON = 1000
Language = Annotated[str, typer.Option(help="The language: en or nl.")]


@app.command()
def review(
    ledger: Folder,
    model: Model = None,
    records: Files = None,
    on: Day = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Judge one by one the pairs that nobody judged yet, the least certain first; in a pipe, list them.

    On a terminal the records of each pair are shown side by side, as they were written. Elsewhere no value is shown.
    """
    with answering(as_json) as answer:
        reviewing, words = LoggedReview.open(ledger, model, records or [], day_or_today(on)), ReviewWords(language)
        if not as_json and at_a_keyboard():
            Session(reviewing, words).run()
            return
        queue = reviewing.queue()
        answer(queue_text(queue, words), {"queue": [[one.one, one.other, one.weight] for one in queue]})


@app.command()
def loose(
    ledger: Folder, model: Model = None, records: Files = None, on: Day = None, language: Language = "en",
    as_json: Json = False,
) -> None:  # fmt: skip
    """List the persons that may be several: of whose different records few pairs would be joined by themselves."""
    with answering(as_json) as answer:
        found = LoggedReview.open(ledger, model, records or [], day_or_today(on)).loose()
        answer(loose_text(found, ReviewWords(language)), {"loose": [asdict(one) for one in found]})


@app.command()
def sample(
    ledger: Folder, model: Model = None, records: Files = None, on: Day = None,
    of: Annotated[str, typer.Option(help="Of which pairs: joined or apart.")] = JOINED,
    group: Annotated[str, typer.Option(help="Of one group alone, as linking/groups.yaml declares it.")] = "",
    size: Annotated[int, typer.Option(min=1, help="How many pairs to judge, all told.")] = 100,
    language: Language = "en", as_json: Json = False,
) -> None:  # fmt: skip
    """Judge pairs drawn at random, to learn how many of all are of one person; in a pipe, tell what was learnt.

    A sample is gone on with: what was judged before counts. Nobody is joined or parted by it.
    """
    with answering(as_json) as answer:
        if of not in OF:
            raise RequestError(f"a sample is of {' or '.join(OF)} pairs, not {of}")
        reviewing, words = LoggedReview.open(ledger, model, records or [], day_or_today(on)), ReviewWords(language)
        if not as_json and at_a_keyboard():
            SamplingSession(reviewing, words, of, size, group).run()
        found = reviewing.sample(of, group)
        answer(sample_text(found, of, words), {"of": of, "group": group or None, **sample_record(found)})


@app.command()
def show(
    ledger: Folder,
    persons: Annotated[list[str], typer.Argument(help="The ids of one or more persons.", show_default=False)],
    model: Model = None,
    records: Files = None,
    on: Day = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Show the records of persons side by side: what agrees, what differs, and what each attribute weighs.

    Values as they were written are shown on a terminal alone; in a pipe or in JSON stand levels and bits.
    """
    with answering(as_json) as answer:
        found = LoggedReview.open(ledger, model, records or [], day_or_today(on)).side_by_side(persons)
        answer(show_text(found, ReviewWords(language), sys.stdout.isatty()), side_by_side_record(found))


@app.command()
def join(
    ledger: Folder, person: Person, other: Person, reason: Reason, on: Day = None, until: Until = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Let one person stand for another as well; the other id leads to it from then on."""
    with answering(as_json) as answer:
        by = judged_by(reason, on, until)
        open_ledger(ledger).join(person, other, by)
        answer(f"{other} is {person} {from_to(by)}.", {"person": person, "other": other, "until": by.until})


@app.command()
def apart(
    ledger: Folder, person: Person, other: Person, reason: Reason, on: Day = None, until: Until = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Let two persons stay two; nobody is asked about them again."""
    with answering(as_json) as answer:
        by = judged_by(reason, on, until)
        open_ledger(ledger).keep_apart(person, other, by)
        record = {"person": person, "other": other, "until": by.until}
        answer(f"{person} and {other} are two persons {from_to(by)}.", record)


@app.command()
def split(
    ledger: Folder,
    person: Person,
    records: Annotated[list[str], typer.Argument(help="Records that are of somebody else.", show_default=False)],
    reason: Reason,
    on: Day = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Give records of a person to a new person."""
    with answering(as_json) as answer:
        by = judged_by(reason, on, until)
        made = open_ledger(ledger).split(person, records, by)
        sentence = f"{len(records)} records of {person} are of {made} {from_to(by)}."
        answer(sentence, {"person": made, "records": records, "until": by.until})


@app.command()
def undo(
    ledger: Folder,
    numbers: Annotated[list[int], typer.Argument(help="The numbers of entries.", show_default=False)],
    reason: Reason,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Take back that persons were joined, kept apart or split, or that all records were linked anew."""
    with answering(as_json) as answer:
        entries = open_ledger(ledger).undo(numbers, judged_by(reason, on))
        lines = [f"Entry {number} is undone." for number in numbers]
        if entries > len(set(numbers)):
            lines.append(f"With what was entered by them that is {entries:,} entries.")
        answer("\n".join(lines), {"undone": numbers, "entries": entries})


@app.command()
def relink(
    ledger: Folder,
    model: Model = None,
    records: Files = None,
    group: Annotated[str, typer.Option(help="A column of such records: how many of each group would change.")] = "",
    reason: Annotated[
        str | None, typer.Option(help="Why; without it, what would change is told and nothing is written.")
    ] = None,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Link all records anew by the model of today, as if it had been there from the first day.

    Whom people judged keeps all records. Others keep their ids where most of their records are; what changes else is an
    entry, and all of it can be undone together.
    """
    with answering(as_json) as answer, progress(as_json) as tell:
        by = None if reason is None else judged_by(reason, on)
        relinking = Relinking.open(ledger, model, records or [], group, day_or_today(on), tell)
        found = relinking.as_record()
        entry = relinking.enter(by) if by else None
        last = f"Entered as {entry}; `schakel judge undo` with that number takes all of it back."
        said = [*sentences(found), last if by else "Nothing was written; say why with --reason, and it is entered."]
        answer("\n".join(said), {**found, "entry": entry})


@app.command()
def suggestions(ledger: Folder, as_json: Json = False) -> None:
    """List the pairs of persons that a model asks to look at and nobody judged yet, the heaviest first."""
    with answering(as_json) as answer:
        known = open_ledger(ledger)
        found = known.suggested(_now(known))
        lines = [f"{one} {other} {weight:.1f} bits" for (one, other), weight in found.items()]
        answer("\n".join(lines), {"suggestions": [[one, other, weight] for (one, other), weight in found.items()]})


@app.command()
def persons(ledger: Folder, as_of: Day = None, as_json: Json = False) -> None:
    """Tell the person of each record, now or as it was judged on a day."""
    with answering(as_json) as answer:
        known = open_ledger(ledger)
        found = known.persons(as_of.date() if as_of else _now(known)).of_record
        answer("\n".join(["record,person", *(f"{one},{who}" for one, who in found.items())]), {"person": found})


@app.command()
def history(ledger: Folder, person: Person, as_json: Json = False) -> None:
    """List the entries that speak of a person."""
    with answering(as_json) as answer:
        known = open_ledger(ledger).entries()
        entries = [one for one in known if person in (one.judgement.person, one.judgement.other)]
        if not entries:
            raise RequestError(f"there is no person {person}")
        lines = [
            f"{one.number}  {one.judgement.at}{until_when(one.judgement)}  {one.judgement.kind}  "
            f"{visible(one.judgement.record) or one.judgement.other}  "
            f"{one.judgement.by}: {visible(one.judgement.reason, LONGEST_REASON)}"
            for one in entries
        ]
        answer("\n".join(lines), {"entries": [as_record(one) for one in entries]})


def _now(ledger: Ledger) -> date:
    """Today, or the day of the last entry if that is still to come."""
    return max(date.today(), ledger.last_day)
