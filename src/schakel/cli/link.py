"""`schakel link RECORDS.csv --model MODEL.yaml`: find the records of one person, without an alliance."""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import typer

from schakel.cli.answering import AnswerPrinter, answering, beside, progress
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
    standardise,
    without_the_number,
    write_weights,
)
from schakel_linkage import link as link_records
from schakel_linkage.calibration import DENSE_ENOUGH, FEWEST_FOR_DENSITY
from schakel_linkage.link_model.reading import read_untrained
from schakel_linkage.linking import KnownRecords
from schakel_linkage.linking.agreement import Agreement
from schakel_linkage.linking.drift import Delivered, Drift, drifts, worth_saying
from schakel_linkage.linking.linking import Linkage
from schakel_linkage.linking.quality import GroupQuality, shares_linked
from schakel_linkage.linking.structure import Loose
from schakel_linkage.linking.variants import columns_of

_SHOWN_FOR_REVIEW = 1000


_Shares = Mapping[tuple[str, str], float]
_Quality = Mapping[str, GroupQuality]


def _quality_record(shares: _Shares, quality: _Quality) -> dict[str, Any]:
    """Return shares and quality for machines; what was not measured is left out."""
    linked = [{"source": one, "also": other, "share": share} for (one, other), share in shares.items()]
    by_names = {
        name or "everybody": {"records": one.records, "numbered": one.numbered, **asdict(one.by_names)}
        for name, one in quality.items()
    }
    return {**({"shares_linked": linked} if linked else {}), **({"by_names_alone": by_names} if by_names else {})}


def _drift_record(moved: Sequence[Drift], model: LinkModel) -> dict[str, Any]:
    """Return how far names in new records differ from what the model expects, for machines."""
    said = list(map(str, worth_saying(moved, model)))
    return {"drifts": [asdict(one) for one in moved], "drift_worth_a_look": said}


def _quality_sentences(shares: _Shares, quality: _Quality) -> list[str]:
    """Say how many persons two sources share, and how well names alone would link each group."""
    return [
        *(f"Of the persons of {one}, {share:.1%} are also at {other}." for (one, other), share in shares.items()),
        *(
            f"Linking by names alone finds {one.by_names.recall:.2%} of {name or 'everybody'}, with a precision of "
            f"{one.by_names.precision:.2%} (measured on the {one.numbered:,} of {one.records:,} records with a number)."
            for name, one in quality.items()
        ),
    ]


def _loose_record(loose: Sequence[Loose], names: pa.Array) -> dict[str, Any]:
    """Return the persons to review for machines: how many there are, and the records of the first thousand."""
    shown = [{"records": names.take(pa.array(one.records)).to_pylist(), "density": one.density} for one in loose]
    return {"loose_persons": len(loose), "loose": shown[:_SHOWN_FOR_REVIEW]}


def _loose_sentences(loose: Sequence[Loose], names: pa.Array) -> list[str]:
    """Say how many persons are loosely connected; nothing where there are none."""
    if not loose:
        return []
    loosest = ", ".join(names.take(pa.array(loose[0].records[:FEWEST_FOR_DENSITY])).to_pylist())
    return [
        f"Loosely connected persons: {len(loose):,}. Each has {FEWEST_FOR_DENSITY} or more different records, and "
        f"fewer than {DENSE_ENOUGH:.0%} of their pairs would be joined on their own. The loosest has {loosest}."
    ]


def _sentences(linked: Linkage, model: LinkModel, found: Agreement | None = None) -> list[str]:
    """Return what is worth knowing about a linkage, a sentence each."""
    assert model.trained is not None
    return [
        f"{len(linked.person):,} records are of {linked.persons:,} persons; the largest has {linked.largest:,}.",
        f"{linked.review.num_rows:,} pairs lie between the thresholds {model.thresholds.review:g} and "
        f"{model.thresholds.join:g} bits, for a person to look at.",
        f"The weights are of {model.trained.on}, from {model.trained.records:,} records, by {model.trained.by}.",
        f"Rules forbade {linked.groups.forbidden:,} pairs; {linked.groups.bridges:,} weak bridges and "
        f"{linked.groups.contradicting:,} contradicting groups were cut.",
        *map(str, linked.notes),
        *map(str, linked.cut),
        *(
            [f"Against the truth: precision {found.precision:.4f}, recall {found.recall:.4f}, F1 {found.f1:.4f}."]
            if found
            else []
        ),
    ]


def _as_record(linked: Linkage, model: LinkModel, names: pa.Array, found: Agreement | None = None) -> dict[str, Any]:
    """Return a linkage as JSON: the person of each record, by the number of the record."""
    assert model.trained is not None
    left, right = (names.take(linked.review[side].combine_chunks()) for side in ("left", "right"))
    review = zip(left.to_pylist(), right.to_pylist(), linked.review["weight"].to_pylist(), strict=True)
    measured = {"precision": found.precision, "recall": found.recall, "f1": found.f1} if found else None
    return {
        "records": len(linked.person),
        "persons": linked.persons,
        "largest": linked.largest,
        "model": {"name": model.name, "dated": str(model.trained.on), "records": model.trained.records},
        "thresholds": {"join": model.thresholds.join, "review": model.thresholds.review},
        "person": dict(zip(names.to_pylist(), (linked.person + 1).tolist(), strict=True)),
        # The first of them alone: of millions of records there can be as many pairs, and nobody looks at those in JSON.
        "review": [[one, other, round(weight, 2)] for one, other, weight in review][:_SHOWN_FOR_REVIEW],
        "for_review": linked.review.num_rows,
        "forbidden_pairs": linked.groups.forbidden,
        "cut_bridges": linked.groups.bridges,
        "contradicting_groups": linked.groups.contradicting,
        "notes": list(map(str, linked.notes)),
        "cut": list(map(str, linked.cut)),
        **({"agreement": measured} if measured else {}),
    }


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
        found = None
        if truth:
            numbers = table[truth].combine_chunks().dictionary_encode().indices
            found = agreement(linked.person, np.asarray(numbers, dtype=np.int64))
        shares = shares_linked(linked.person, table[source].to_pylist()) if source else {}
        quality = without_the_number(standardised, declared, table[group].to_pylist()) if group else {}
        loose = KnownRecords(standardised, declared).loose_persons(linked.person)
        names = declared.names_of(table)
        if as_json:
            record = {**_as_record(linked, declared, names, found), **_loose_record(loose, names)}
            answer("", {**record, **_quality_record(shares, quality), **_drift_record(moved, declared)})
        else:
            looked = map(str, worth_saying(moved, declared))
            said = [*_sentences(linked, declared, found), *_loose_sentences(loose, names)]
            said += [*_quality_sentences(shares, quality), *looked]
            _print(linked, names, said)


def _assign(table: pa.Table, model: LinkModel, folder: Path, day: date, answer: AnswerPrinter) -> None:
    """Give each record of a delivery its person, by the ledger and the pool beside it."""
    kept = Kept.of(folder)
    pool, note = kept.pool(model, day)
    part, judgements, found = proposed(table, model, pool, kept.ledger, day)
    kept.keep(pool, part, judgements)
    names = model.names_of(table)
    persons = dict(zip(judgements["record"].to_pylist(), judgements["person"].to_pylist(), strict=True))
    fit, person = found.fit, {name: persons[name] for name in names.to_pylist()}
    cut, moved = list(map(str, fit.cut)), list(map(str, worth_saying(fit.drifts, model)))
    for line in filter(None, (note, *cut, *moved)):
        beside(line)
    record = {
        "created": found.created,
        "attached": found.attached,
        "suggested": found.suggested,
        "cut": cut,
        "drifts": list(map(asdict, fit.drifts)),
        "drift_worth_a_look": moved,
        "person": person,
    }
    sentence = (
        f"{found.created:,} persons are new, {found.attached:,} records were attached; of {found.suggested:,} pairs of "
        "persons somebody should judge whether they are one."
    )
    lines = ["record,person", *(f"{name},{person}" for name, person in person.items())]
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
