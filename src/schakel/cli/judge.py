"""`schakel judge`: record in the ledger what people decide about persons; look up who was who on a day."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel.cli.answering import answering, beside, progress
from schakel.cli.judged_by import Reason, Until, from_to, judged_by, until_when
from schakel.cli.judging_session import Session, at_a_keyboard, loose_text, queue_text, show_text, side_by_side_record
from schakel.cli.parameters import Day, Json, Wait, day_or_today
from schakel.cli.review_text import ReviewWords, visible
from schakel.cli.sampling_session import SamplingSession, sample_record, sample_text
from schakel.cli.writing import writing
from schakel.identity.clerical import JOINED, OF
from schakel.identity.judging.logged_review import LoggedReview
from schakel.identity.judging.relinking import Relinking
from schakel.identity.who_is_who.judgements import as_record
from schakel.identity.who_is_who.kept import open_ledger, reading_linkage
from schakel.identity.who_is_who.ledger import Ledger
from schakel_base.errors import RequestError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Record what people decide about persons.")

Folder = Annotated[Path, typer.Argument(help="The folder of an alliance or of a ledger.", show_default=False)]
Person = Annotated[str, typer.Argument(help="The id of a person.", show_default=False)]
Model = Annotated[Path | None, typer.Option("--model", help="The model, for a ledger without an alliance.")]
Files = Annotated[list[Path] | None, typer.Option("--records", help="A file with its records; may be repeated.")]
LONGEST_REASON = 1000
Language = Annotated[str, typer.Option(help="The language: en or nl.")]


@app.command()
def review(
    ledger: Folder,
    model: Model = None,
    records: Files = None,
    on: Day = None,
    most: Annotated[int, typer.Option(min=1, help="How many pairs to list in a pipe.")] = 100,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Judge the pairs that nobody has judged yet, one by one, those first of which a judgement changes most; in a pipe,
    list them.

    On a terminal, the records of each pair are shown side by side as written. Anywhere else no value is shown.
    """
    with answering(as_json) as answer, reading_linkage(ledger, "judge review"):
        reviewing, words = LoggedReview.open(ledger, model, records or [], day_or_today(on)), ReviewWords(language)
        if not as_json and at_a_keyboard():
            Session(reviewing, words, lock=partial(writing, "judge review", True, ledger)).run()
            return
        queue = reviewing.queue()
        listed = [[one.one, one.other, one.weight, round(one.gain, 3)] for one in queue[:most]]
        answer(queue_text(queue[:most], words), {"queue": listed, "waiting": len(queue)})
        if len(queue) > most:
            beside(words.say("more wait", shown=most, waiting=len(queue), one=sum(one.gain for one in queue)))


@app.command()
def loose(
    ledger: Folder, model: Model = None, records: Files = None, on: Day = None, language: Language = "en",
    as_json: Json = False,
) -> None:  # fmt: skip
    """List persons that may be several people: few pairs of their records would be joined on their own."""
    with answering(as_json) as answer, reading_linkage(ledger, "judge loose"):
        found = LoggedReview.open(ledger, model, records or [], day_or_today(on)).loose()
        answer(loose_text(found, ReviewWords(language)), {"loose": [asdict(one) for one in found]})


@app.command()
def sample(
    ledger: Folder, model: Model = None, records: Files = None, on: Day = None,
    of: Annotated[str, typer.Option(help="Which pairs to sample: joined or apart.")] = JOINED,
    group: Annotated[str, typer.Option(help="One group only, as declared in linking/groups.yaml.")] = "",
    size: Annotated[int, typer.Option(min=1, help="How many pairs to judge in total.")] = 100,
    language: Language = "en", as_json: Json = False,
) -> None:  # fmt: skip
    """Judge pairs drawn at random, to estimate how many of all pairs are one person; in a pipe, print the estimate.

    You can stop and continue a sample: earlier judgements count. A sample joins or separates nobody.
    """
    with answering(as_json) as answer, reading_linkage(ledger, "judge sample"):
        if of not in OF:
            raise RequestError(f"a sample is of {' or '.join(OF)} pairs, not {of}")
        reviewing, words = LoggedReview.open(ledger, model, records or [], day_or_today(on)), ReviewWords(language)
        if not as_json and at_a_keyboard():
            lock = partial(writing, "judge sample", True, ledger)
            SamplingSession(reviewing, words, of, size, group, lock=lock).run()
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
    """Show the records of persons side by side: what agrees, what differs, and how much each attribute weighs.

    Only a terminal shows the values as written; a pipe and JSON get levels and bits.
    """
    with answering(as_json) as answer, reading_linkage(ledger, "judge show"):
        found = LoggedReview.open(ledger, model, records or [], day_or_today(on)).side_by_side(persons)
        answer(show_text(found, ReviewWords(language), sys.stdout.isatty()), side_by_side_record(found))


@app.command()
def join(
    ledger: Folder, person: Person, other: Person, reason: Reason, on: Day = None, until: Until = None,
    wait: Wait = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Record that two persons are one; the second id then refers to the first."""
    with answering(as_json) as answer, writing("judge join", wait, ledger), reading_linkage(ledger, "judge join"):
        by = judged_by(reason, on, until)
        open_ledger(ledger).join(person, other, by)
        answer(f"{other} is {person} {from_to(by)}.", {"person": person, "other": other, "until": by.until})


@app.command()
def apart(
    ledger: Folder, person: Person, other: Person, reason: Reason, on: Day = None, until: Until = None,
    wait: Wait = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Record that two persons are different; nobody is asked about them again."""
    with answering(as_json) as answer, writing("judge apart", wait, ledger), reading_linkage(ledger, "judge apart"):
        by = judged_by(reason, on, until)
        open_ledger(ledger).keep_apart(person, other, by)
        record = {"person": person, "other": other, "until": by.until}
        answer(f"{person} and {other} are two persons {from_to(by)}.", record)


@app.command()
def split(
    ledger: Folder,
    person: Person,
    records: Annotated[list[str], typer.Argument(help="The records that belong to somebody else.", show_default=False)],
    reason: Reason,
    on: Day = None,
    until: Until = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Move records of a person to a new person."""
    with answering(as_json) as answer, writing("judge split", wait, ledger), reading_linkage(ledger, "judge split"):
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
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Undo entries: a join, a separation, a split, or a re-link of all records."""
    with answering(as_json) as answer, writing("judge undo", wait, ledger), reading_linkage(ledger, "judge undo"):
        entries = open_ledger(ledger).undo(numbers, judged_by(reason, on))
        lines = [f"Entry {number} is undone." for number in numbers]
        # A re-link is one entry to undo, with an entry under it for each record that moved.
        if entries > len(set(numbers)):
            lines.append(f"With what was entered by them that is {entries:,} entries.")
        answer("\n".join(lines), {"undone": numbers, "entries": entries})


@app.command()
def relink(
    ledger: Folder,
    model: Model = None,
    records: Files = None,
    group: Annotated[
        str, typer.Option(help="A column of the records; shows how many of each group would change.")
    ] = "",
    reason: Annotated[
        str | None, typer.Option(help="Why. Without a reason the changes are previewed and nothing is written.")
    ] = None,
    on: Day = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Link all records again with today's model, as if it had been used from the first day.

    Preview the changes, then record them with --reason. Persons whom people judged keep all their records. Others keep
    their id where most of their records are. Every other change is an entry, and all of them can be undone at once.
    """
    with (
        answering(as_json) as answer,
        progress(as_json) as tell,
        writing("judge relink", wait, ledger),
        reading_linkage(ledger, "judge relink"),
    ):
        by = None if reason is None else judged_by(reason, on)
        relinking = Relinking.open(ledger, model, records or [], group, day_or_today(on), tell)
        found = relinking.as_record()
        entry = relinking.enter(by) if by else None
        last = f"Recorded as {entry}. Undo all of it with `schakel judge undo` and that number."
        said = [*_sentences(found), last if by else "Nothing was written. Give a --reason to record these changes."]
        answer("\n".join(said), {**found, "entry": entry})


def _sentences(found: Mapping[str, Any]) -> list[str]:
    """Return in words what a re-link changes, as `Relinking.as_record` counts it."""
    said = [
        "Of {persons:,} persons, {same:,} keep their records, {larger:,} keep them and gain others, {joined:,} become "
        "part of another person and {split:,} are split. {made:,} are new, which makes {persons_after:,} persons.",
        "{records_changed:,} of {records:,} records get another id.",
        "The largest person has {largest:,} records now and would have {largest_after:,}.",
        "The model asks people about {asked:,} pairs now and would ask about {asked_after:,}.",
    ]
    if found["most"]:
        said.insert(2, "The person that changes most is {most}: {most_changed:,} of its {most_records:,} records move.")
    if found["judged"]:
        said.append("{judged:,} persons keep all their records, because people judged them.")
    if found["absent"]:
        said.append("{absent:,} records of the ledger are no longer in force. They stay with their person.")
    told = [f"{name or 'blank'}: {one['changed']:,} of {one['records']:,}" for name, one in found["groups"].items()]
    return [*(sentence.format(**found) for sentence in said), *(["By group: " + "; ".join(told)] if told else [])]


@app.command()
def suggestions(ledger: Folder, as_json: Json = False) -> None:
    """List the pairs of persons that the model wants reviewed and nobody has judged yet, strongest evidence first."""
    with answering(as_json) as answer, reading_linkage(ledger, "judge suggestions"):
        known = open_ledger(ledger)
        found = known.suggested(_now(known))
        lines = [f"{one} {other} {weight:.1f} bits" for (one, other), weight in found.items()]
        answer("\n".join(lines), {"suggestions": [[one, other, weight] for (one, other), weight in found.items()]})


@app.command()
def persons(ledger: Folder, as_of: Day = None, as_json: Json = False) -> None:
    """List the person of each record, now or as judged on a given day."""
    with answering(as_json) as answer, reading_linkage(ledger, "judge persons"):
        known = open_ledger(ledger)
        found = known.persons(as_of.date() if as_of else _now(known)).of_record
        answer("\n".join(["record,person", *(f"{one},{who}" for one, who in found.items())]), {"person": found})


@app.command()
def history(ledger: Folder, person: Person, as_json: Json = False) -> None:
    """List the entries about a person."""
    with answering(as_json) as answer, reading_linkage(ledger, "judge history"):
        entries = open_ledger(ledger).about({person})
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
    """Return today, or the day of the last entry if that is later."""
    # Entries can be dated ahead, such as a judgement that holds from next month: who asks how things stand wants them.
    return max(date.today(), ledger.last_day)
