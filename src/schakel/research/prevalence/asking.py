"""From a declared question to its verdicts: one for all together, and one for each part."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.model.concept import ConceptSet
from schakel.research.prevalence.drawn_lists import BASE, WAY, drawn
from schakel.research.prevalence.known_to_partners import fewest_possible
from schakel.research.prevalence.question import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence.unit_numbers import number_columns
from schakel.store.engine import connect
from schakel.vocabulary.masks import mask_columns
from schakel_base.database import quote_name
from schakel_base.errors import DeclarationError, Fault, RequestError
from schakel_prevalence import (
    AssumptionLedger,
    CountTable,
    Registrations,
    Settings,
    SizeAssessment,
    assess,
    assess_registrations,
    read_source,
)

ALL = ""
_NUMBERED = """
WITH placed AS (SELECT *, dense_rank() OVER (ORDER BY {order}) AS place FROM entries),
units AS (
    SELECT unit_id, row_number() OVER (ORDER BY list(place ORDER BY place), unit_id) - 1 AS unit
    FROM placed
    GROUP BY unit_id
)
SELECT unit, {known}
FROM placed
JOIN units USING (unit_id)
ORDER BY ALL
"""
FIRST_OF_ARROW = date(1970, 1, 1).toordinal()
"""The day from which Arrow counts."""


def answer_table(question: PrevalenceQuestion, file: Path) -> tuple[PartAnswer, ...]:
    """Answer a question about a table of capture histories that was published.

    Raises
    ------
    SchakelError
        If the file does not hold one table of lists, or these cannot hold as many errors of linkage as are declared.
    """
    described = question.covariates
    table = read_source(file, covariates=described.categories, numbers=described.numbers).tables[""]
    # A file can hold repeated counts as well, of which the lists are not known.
    if isinstance(table, CountTable):
        raise DeclarationError(Fault("This file has repeated counts; a table of lists is needed.", str(file)))
    with _of_the(question):
        found = assess(table, _settings(question), ledger_of(question))
        return (_pictured(question, _part(question, ALL, round(found.result.observed), found), found),)


def answer_chain(
    question: PrevalenceQuestion, entries: pa.Table, parts: Mapping[str, ConceptSet], seed: bytes = b""
) -> tuple[PartAnswer, ...]:
    """Answer a question about lists of the chain, for all units and for each part.

    Parameters
    ----------
    question
        What is asked.
    entries
        Who is on which list, and when (`registrations.ENTRIES`).
    parts
        The concepts of each part. An entry is in a part if it can be of nothing else.
    seed
        A secret by which the lists are drawn that are judged (`drawn_lists`); without one they are judged as they are,
        for people inside. How many were seen is counted on the lists as they are.

    Raises
    ------
    DeclarationError
        If the lists cannot hold as many errors of linkage as the question declares.
    """
    entries, columns = _numbered(entries), number_columns(question.covariates.units)
    within = _within_each(entries, parts)
    with _of_the(question):
        ledger, counted = ledger_of(question), _registrations(entries, columns)
        seen = {ALL: counted} | {code: counted.where(inside) for code, inside in within.items()}
        judged = drawn(entries, within, seed, columns) if seed else entries
        inside = _within_each(judged, parts)
        found = assess_registrations(_registrations(judged, columns), inside, _settings(question), ledger)
        whole, *others = (_part(question, code, seen[code].seen(ledger), one) for code, one in found.items())
        if not seed:
            return (whole, *others)
        pictured = _pictured(question, whole, found[ALL])
        return (replace(pictured, possible=_possible(pictured, entries)), *others)


def _within_each(entries: pa.Table, parts: Mapping[str, ConceptSet]) -> dict[str, npt.NDArray[np.bool_]]:
    return {code: _within(entries, concepts) for code, concepts in parts.items()}


@contextmanager
def _of_the(question: PrevalenceQuestion) -> Iterator[None]:
    """Name the file of the question: only lists show that fewer links can have been missed than it declares."""
    try:
        yield
    except RequestError as error:
        raise DeclarationError(Fault(str(error), question.file)) from None


def _numbered(entries: pa.Table) -> pa.Table:
    """Number units by nothing but what is known about them.

    Chance is drawn unit by unit, and pseudonyms have another order in every workspace: the answer would be another one.
    """
    known = [quote_name(name) for name in entries.column_names[1:]]
    order = ", ".join(f"{name} NULLS FIRST" for name in known)
    with connect({"entries": entries}) as connection:
        return connection.sql(_NUMBERED.format(known=", ".join(known), order=order)).to_arrow_table()


def _registrations(entries: pa.Table, columns: Sequence[str]) -> Registrations:
    # Sorted, since the order of lists decides the bits of a history, and with it the order of everything computed.
    names, person = sorted(pc.unique(entries["list"]).to_pylist()), entries["unit"].to_numpy()
    first = np.unique(person, return_index=True)[1]
    found = Registrations(
        person=person,
        list=pc.index_in(entries["list"], pa.array(names, pa.string())).to_numpy().astype(np.int64),
        day=entries["happened"].cast(pa.int32()).to_numpy() + np.int64(FIRST_OF_ARROW),
        follows=entries["follows"].to_numpy(),
        names=tuple(names),
        numbers=_numbers(entries, first, columns),
    )
    return found.of_rounded_groups(entries[WAY].to_numpy()[first], BASE) if WAY in entries.column_names else found


def _numbers(entries: pa.Table, first: npt.NDArray[np.int64], columns: Sequence[str]) -> npt.NDArray[np.float64]:
    """The ends of each number of each person, by the first entry of each: every entry of a person has the same."""
    ends = np.empty((len(first), len(columns) // 2, 2))
    for place, name in enumerate(columns):
        ends[:, place // 2, place % 2] = entries[name].to_numpy()[first]
    return ends


def _within(entries: pa.Table, concepts: ConceptSet) -> npt.NDArray[np.bool_]:
    """Tell which entries can be of nothing but these concepts."""
    found = np.ones(entries.num_rows, bool)
    for name, word in zip(mask_columns("mask", concepts.scheme.words), (~concepts).words, strict=True):
        # A bit outside the part is another concept that the unit may be: then it is not certainly in the part.
        outside = pc.bit_wise_and(entries[name], pa.scalar(word, pa.int64()))
        found &= np.asarray(pc.fill_null(pc.equal(outside, 0), False))
    return found


def _part(question: PrevalenceQuestion, code: str, observed: int, found: SizeAssessment | None) -> PartAnswer:
    if found is None:
        return PartAnswer(code, observed, None)
    certain = None
    if found.floor:
        # What is judged may be drawn lists; certain are never more than were seen, and all of them if linked well.
        certain = observed if question.missed_links is None else min(found.floor.persons, observed)
    return PartAnswer(code, observed, found.verdict, certain)


def _pictured(question: PrevalenceQuestion, whole: PartAnswer, found: SizeAssessment | None) -> PartAnswer:
    """Add the figures of pictures; of lists that were corrected nobody can say who is on which."""
    shown = found.pictured if found else None
    corrected = replace(shown, overlaps=()) if shown and question.is_corrected else shown
    return replace(whole, pictured=corrected)


def _possible(whole: PartAnswer, entries: pa.Table) -> int | None:
    """How many numbers of persons a drawn set can stand for, to somebody who knows how many are on each list."""
    if whole.pictured is None or not whole.pictured.overlaps:
        return None
    grouped = entries.group_by("list").aggregate([("unit", "count_distinct")]).to_pydict()
    on_list = dict(zip(grouped["list"], grouped["unit_count_distinct"], strict=True))
    shown = [(one.lists, one.persons) for one in whole.pictured.overlaps]
    # More than enough is enough: how many more would tell the lists apart that are drawn alike.
    return min(fewest_possible(shown, on_list, whole.observed), BASE)


def _settings(question: PrevalenceQuestion) -> Settings:
    pair = question.covariates.pair
    return Settings(
        method="doubly-robust" if pair else "",
        model=(":".join(pair),) if pair else (),
        replicates=question.replicates,
        families=question.methods or Settings.families,
    )


def ledger_of(question: PrevalenceQuestion) -> AssumptionLedger:
    """Return what an alliance declared of the assumptions, as the methods read it.

    A bias that is not declared gets the direction that the assumption has by itself, if it has one.
    """
    said = ((one.name, one.status, one.reason, one.bias) for one in question.assumptions)
    return replace(
        AssumptionLedger.of(question.target, said),
        order=question.order,
        missed_links=question.missed_links,
        false_links=question.false_links,
    )
