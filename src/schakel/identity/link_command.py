"""`schakel link RECORDS.csv --model MODEL.yaml`: the records that are of one person, without an alliance."""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import typer

from schakel.answering import ERRORS, Answer, answering, progress
from schakel.identity.who_is_who.assigning import proposed
from schakel.identity.who_is_who.kept import Kept
from schakel_base.errors import RequestError
from schakel_base.progress import Progress
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.model_file import write_weights
from schakel_linkage.link_model.reading import read_model, read_untrained
from schakel_linkage.linking.agreement import Agreement, agreement
from schakel_linkage.linking.drift import Delivered, Drift, drifts, worth_saying
from schakel_linkage.linking.evidence import KnownRecords
from schakel_linkage.linking.linking import Linked, link
from schakel_linkage.linking.quality import GroupQuality, shares_linked, without_the_number
from schakel_linkage.linking.structure import DENSE_ENOUGH, FEWEST, Loose, loose_persons
from schakel_linkage.linking.variants import columns_of
from schakel_linkage.records.record_file import read_records, record_names
from schakel_linkage.records.standardising import Records, standardise

app = typer.Typer(add_completion=False)
SHOWN_FOR_REVIEW = 1000


@app.command()
def link_command(
    records: Annotated[Path, typer.Argument(help="Records of persons, as CSV.", show_default=False)],
    model: Annotated[Path, typer.Option("--model", help="The model of the linkage, as YAML.", show_default=False)],
    train: Annotated[bool, typer.Option("--train", help="Estimate the weights first, and write them there.")] = False,
    truth: Annotated[str, typer.Option(help="A column that tells the true persons, to measure against.")] = "",
    source: Annotated[str, typer.Option(help="A column with the source of a record: who links with whom.")] = "",
    group: Annotated[str, typer.Option(help="A column with groups: how well each is linked by names alone.")] = "",
    ledger: Annotated[Path | None, typer.Option(help="Keep the persons in the ledger of this folder.")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the delivery.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")] = False,
) -> None:
    """Tell which records are of one person: a line for each record, with the number of its person."""
    with answering(as_json) as answer, progress(as_json) as tell:
        declared = read_untrained(model) if train and ledger is None else read_model(model)
        table = read_records(records, declared)
        if ledger is not None:
            _assign(table, declared, ledger, on.date() if on else date.today(), answer)
            return
        for column in filter(None, (truth, source, group)):
            if column not in table.column_names:
                raise RequestError(f"the file has no column {column}; it has {', '.join(table.column_names)}")
        standardised = standardise(table, declared, date.today())
        if train:
            declared = _trained(standardised, declared, model, tell)
        tell("linking", 0.9)
        linked = link(standardised, declared)
        delivered = Delivered(columns_of(standardised, declared), standardised.texts, linked.person)
        moved = drifts(delivered, linked.joined, declared)
        found = agreement(linked.person, _numbered(table[truth])) if truth else None
        shares = shares_linked(linked.person, table[source].to_pylist()) if source else {}
        quality = without_the_number(standardised, declared, table[group].to_pylist()) if group else {}
        loose = loose_persons(KnownRecords.of(standardised, declared), linked.person)
        names = record_names(table, declared)
        if as_json:
            record = {**as_record(linked, declared, names, found), **_loose_record(loose, names)}
            answer("", {**record, **_quality_record(shares, quality), **_drift_record(moved, declared)})
        else:
            looked = map(str, worth_saying(moved, declared))
            said = [*sentences(linked, declared, found), *_loose_sentences(loose, names)]
            said += [*_quality_sentences(shares, quality), *looked]
            _print(linked, names, said)


def _assign(table: pa.Table, model: LinkModel, folder: Path, day: date, answer: Answer) -> None:
    """Give each record of a delivery its person, by the ledger and the pool beside it."""
    kept = Kept.of(folder)
    pool, note = kept.pool(model, day)
    part, judgements, found = proposed(table, model, pool, kept.ledger, day)
    kept.keep(pool, part, judgements)
    names = record_names(table, model)
    persons = dict(zip(judgements["record"].to_pylist(), judgements["person"].to_pylist(), strict=True))
    cut, moved = list(map(str, found.cut)), list(map(str, worth_saying(found.drifts, model)))
    for line in filter(None, (note, *cut, *moved)):
        ERRORS.print(line, markup=False, highlight=False, soft_wrap=True)
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
    ERRORS.print(sentence, markup=False, highlight=False, soft_wrap=True)
    answer("\n".join(lines), record)


def _trained(records: Records, model: LinkModel, file: Path, tell: Progress) -> LinkModel:
    from schakel_linkage.linking.training import train

    write_weights(file, train(records, model, date.today(), tell))
    return read_model(file)


def _print(linked: Linked, names: pa.Array, said: list[str]) -> None:
    """Print the table for machines and, beside it, what is worth knowing for people."""
    for sentence in said:
        ERRORS.print(sentence, markup=False, highlight=False, soft_wrap=True)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["record", "person"])
    writer.writerows(zip(names.to_pylist(), (linked.person + 1).tolist(), strict=True))


Shares = Mapping[tuple[str, str], float]
Quality = Mapping[str, GroupQuality]


def _quality_record(shares: Shares, quality: Quality) -> dict[str, Any]:
    linked = [{"source": one, "also": other, "share": share} for (one, other), share in shares.items()]
    by_names = {
        name or "everybody": {"records": one.records, "numbered": one.numbered, **asdict(one.by_names)}
        for name, one in quality.items()
    }
    return {**({"shares_linked": linked} if linked else {}), **({"by_names_alone": by_names} if by_names else {})}


def _drift_record(moved: Sequence[Drift], model: LinkModel) -> dict[str, Any]:
    said = list(map(str, worth_saying(moved, model)))
    return {"drifts": [asdict(one) for one in moved], "drift_worth_a_look": said}


def _quality_sentences(shares: Shares, quality: Quality) -> list[str]:
    return [
        *(f"Of the persons of {one}, {share:.1%} stand at {other} as well." for (one, other), share in shares.items()),
        *(
            f"By names alone {one.by_names.recall:.2%} of {name or 'everybody'} would be found, at a precision of "
            f"{one.by_names.precision:.2%}, as {one.numbered:,} of {one.records:,} records with a number tell."
            for name, one in quality.items()
        ),
    ]


def _loose_record(loose: Sequence[Loose], names: pa.Array) -> dict[str, Any]:
    shown = [{"records": names.take(pa.array(one.records)).to_pylist(), "density": one.density} for one in loose]
    return {"loose_persons": len(loose), "loose": shown[:SHOWN_FOR_REVIEW]}


def _loose_sentences(loose: Sequence[Loose], names: pa.Array) -> list[str]:
    if not loose:
        return []
    loosest = ", ".join(names.take(pa.array(loose[0].records[:FEWEST])).to_pylist())
    return [
        f"Persons that hang together loosely: {len(loose):,}. Of their different records ({FEWEST} or more) fewer than "
        f"{DENSE_ENOUGH:.0%} of the pairs would be joined by themselves; the loosest has {loosest}."
    ]


def sentences(linked: Linked, model: LinkModel, found: Agreement | None = None) -> list[str]:
    """Return what is worth knowing of a linkage, a sentence each."""
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


def as_record(linked: Linked, model: LinkModel, names: pa.Array, found: Agreement | None = None) -> dict[str, Any]:
    """Return a linkage as JSON: the person of each record, by the number of the record."""
    assert model.trained is not None
    left, right = (
        names.take(linked.review["left"].combine_chunks()),
        names.take(linked.review["right"].combine_chunks()),
    )
    review = zip(left.to_pylist(), right.to_pylist(), linked.review["weight"].to_pylist(), strict=True)
    measured = {"precision": found.precision, "recall": found.recall, "f1": found.f1} if found else None
    return {
        "records": len(linked.person),
        "persons": linked.persons,
        "largest": linked.largest,
        "model": {"name": model.name, "dated": str(model.trained.on), "records": model.trained.records},
        "thresholds": {"join": model.thresholds.join, "review": model.thresholds.review},
        "person": dict(zip(names.to_pylist(), (linked.person + 1).tolist(), strict=True)),
        "review": [[one, other, round(weight, 2)] for one, other, weight in review][:SHOWN_FOR_REVIEW],
        "for_review": linked.review.num_rows,
        "forbidden_pairs": linked.groups.forbidden,
        "cut_bridges": linked.groups.bridges,
        "contradicting_groups": linked.groups.contradicting,
        "notes": list(map(str, linked.notes)),
        "cut": list(map(str, linked.cut)),
        **({"agreement": measured} if measured else {}),
    }


def _numbered(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.combine_chunks().dictionary_encode().indices, dtype=np.int64)
