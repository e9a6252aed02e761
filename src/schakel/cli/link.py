"""`schakel link RECORDS.csv --model MODEL.yaml`: find the records of one person, without an alliance."""

import csv
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import typer

from schakel.cli.answering import AnswerPrinter, answering, beside, progress
from schakel.cli.link_text import (
    as_record,
    drift_record,
    loose_record,
    loose_sentences,
    quality_record,
    quality_sentences,
    sentences,
)
from schakel.cli.parameters import Json, day_or_today
from schakel.identity.who_is_who.assigning import proposed
from schakel.identity.who_is_who.kept import Kept
from schakel_base.errors import RequestError
from schakel_base.progress import Progress
from schakel_linkage import (
    LinkModel,
    StandardisedRecords,
    agreement,
    read_model,
    read_records,
    record_names,
    standardise,
    without_the_number,
    write_weights,
)
from schakel_linkage import link as link_records
from schakel_linkage.link_model.reading import read_untrained
from schakel_linkage.linking import KnownRecords, loose_persons
from schakel_linkage.linking.drift import Delivered, drifts, worth_saying
from schakel_linkage.linking.linking import Linkage
from schakel_linkage.linking.quality import shares_linked
from schakel_linkage.linking.variants import columns_of


def link(
    records: Annotated[Path, typer.Argument(help="Records of persons, as CSV.", show_default=False)],
    model: Annotated[Path, typer.Option("--model", help="The link model, as YAML.", show_default=False)],
    train: Annotated[
        bool, typer.Option("--train", help="Estimate the weights first, and write them to the model.")
    ] = False,
    truth: Annotated[str, typer.Option(help="A column with the true person, to measure errors against.")] = "",
    source: Annotated[str, typer.Option(help="A column with the source of each record.")] = "",
    group: Annotated[str, typer.Option(help="A column with groups; shows how well names alone link each group.")] = "",
    ledger: Annotated[Path | None, typer.Option(help="A folder whose ledger keeps the persons.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the delivery.")] = None,
    as_json: Json = False,
) -> None:
    """Find the records that belong to one person; print a line for each record, with the number of its person."""
    with answering(as_json) as answer, progress(as_json) as tell:
        # Trained anew, the levels of an earlier training must not stay: those that are usual today may be others.
        declared = read_untrained(model) if train and ledger is None else read_model(model)
        table = read_records(records, declared)
        if ledger is not None:
            _assign(table, declared, ledger, day_or_today(on), answer)
            return
        for column in filter(None, (truth, source, group)):
            if column not in table.column_names:
                raise RequestError(f"the file has no column {column}; it has {', '.join(table.column_names)}")
        standardised = standardise(table, declared, date.today())
        if train:
            declared = _trained(standardised, declared, model, tell)
        tell("linking", 0.9)
        linked = link_records(standardised, declared)
        delivered = Delivered(columns_of(standardised, declared), standardised.texts, linked.person)
        moved = drifts(delivered, linked.joined, declared)
        found = agreement(linked.person, _numbered(table[truth])) if truth else None
        shares = shares_linked(linked.person, table[source].to_pylist()) if source else {}
        quality = without_the_number(standardised, declared, table[group].to_pylist()) if group else {}
        loose = loose_persons(KnownRecords.of(standardised, declared), linked.person)
        names = record_names(table, declared)
        if as_json:
            record = {**as_record(linked, declared, names, found), **loose_record(loose, names)}
            answer("", {**record, **quality_record(shares, quality), **drift_record(moved, declared)})
        else:
            looked = map(str, worth_saying(moved, declared))
            said = [*sentences(linked, declared, found), *loose_sentences(loose, names)]
            said += [*quality_sentences(shares, quality), *looked]
            _print(linked, names, said)


def _assign(table: pa.Table, model: LinkModel, folder: Path, day: date, answer: AnswerPrinter) -> None:
    """Give each record of a delivery its person, by the ledger and the pool beside it."""
    kept = Kept.of(folder)
    pool, note = kept.pool(model, day)
    part, judgements, found = proposed(table, model, pool, kept.ledger, day)
    kept.keep(pool, part, judgements)
    names = record_names(table, model)
    persons = dict(zip(judgements["record"].to_pylist(), judgements["person"].to_pylist(), strict=True))
    cut, moved = list(map(str, found.cut)), list(map(str, worth_saying(found.drifts, model)))
    for line in filter(None, (note, *cut, *moved)):
        beside(line)
    record = {
        **asdict(found),
        "cut": cut,
        "drift_worth_a_look": moved,
        "person": {name: persons[name] for name in names.to_pylist()},
    }
    sentence = (
        f"{found.created:,} persons are new, {found.attached:,} records were attached; of {found.suggested:,} pairs of "
        "persons somebody should judge whether they are one."
    )
    lines = ["record,person", *(f"{name},{person}" for name, person in record["person"].items())]
    beside(sentence)
    answer("\n".join(lines), record)


def _trained(records: StandardisedRecords, model: LinkModel, file: Path, tell: Progress) -> LinkModel:
    # Not above: the option of the command has this name.
    from schakel_linkage import train

    write_weights(file, train(records, model, date.today(), tell))
    # As the next run will read it, so that both link with the same digits.
    return read_model(file)


def _print(linked: Linkage, names: pa.Array, said: list[str]) -> None:
    """Print the table for machines, and on standard error the remarks for people."""
    for sentence in said:
        beside(sentence)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["record", "person"])
    # For people who count persons from 1.
    writer.writerows(zip(names.to_pylist(), (linked.person + 1).tolist(), strict=True))


def _numbered(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.combine_chunks().dictionary_encode().indices, dtype=np.int64)
