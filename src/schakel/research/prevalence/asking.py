"""From a declared question to its verdicts: one for all together, and one for each part."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.research.prevalence.question import PartAnswer, PrevalenceQuestion
from schakel.store.engine import connect
from schakel_base.database import read_step
from schakel_base.errors import DeclarationError, Fault
from schakel_prevalence import AssumptionLedger, CaptureTable, Registrations, Settings, as_table, assess, read_source
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.dated import NO_GROUPS
from schakel_prevalence.lattice import Flags, Integers
from schakel_prevalence.ledger import TRUTH, Assumption, AssumptionStatus, Declaration, TargetPopulation, direction_of
from schakel_prevalence.methods import FAMILIES

ALL = ""
FIRST_OF_ARROW = date(1970, 1, 1).toordinal()
"""The day from which Arrow counts."""


def answer_table(question: PrevalenceQuestion, file: Path) -> tuple[PartAnswer, ...]:
    """Answer a question about a table of capture histories that was published.

    Raises
    ------
    SchakelError
        If the file does not hold one table of lists.
    """
    table = read_source(file).tables[""]
    if not isinstance(table, CaptureTable):
        raise DeclarationError(Fault("This file has repeated counts; a table of lists is needed.", str(file)))
    return (_part(ALL, assess(table, _settings(question), ledger_of(question))),)


def answer_chain(question: PrevalenceQuestion, entries: pa.Table, parts: Mapping[str, int]) -> tuple[PartAnswer, ...]:
    """Answer a question about lists of the chain, for all units and for each part.

    Parameters
    ----------
    question
        What is asked.
    entries
        Who is on which list, and when (`registrations.ENTRIES`).
    parts
        The concepts of each part, as a mask. An entry is in a part if it can be of nothing else.
    """
    entries = _numbered(entries)
    registrations = _registrations(entries)
    within = {code: _within(entries, mask) for code, mask in parts.items()}
    found = [_assess(ALL, question, registrations, _groups(registrations, within))]
    return (*found, *(_assess(code, question, registrations.where(inside)) for code, inside in within.items()))


def _numbered(entries: pa.Table) -> pa.Table:
    """Number units by nothing but what is known about them."""
    step = read_step("schakel.research.prevalence", "numbered_entries")

    with connect({"entries": entries}) as connection:
        return connection.sql(f"{step.sql} ORDER BY {', '.join(step.key)}").to_arrow_table()


def _registrations(entries: pa.Table) -> Registrations:
    names = sorted(pc.unique(entries["list"]).to_pylist())
    return Registrations(
        person=entries["unit"].to_numpy(),
        list=pc.index_in(entries["list"], pa.array(names, pa.string())).to_numpy().astype(np.int64),
        day=entries["happened"].cast(pa.int32()).to_numpy() + np.int64(FIRST_OF_ARROW),
        follows=entries["follows"].to_numpy(),
        names=tuple(names),
    )


def _within(entries: pa.Table, mask: int) -> Flags:
    """Tell which entries can be of nothing but these concepts."""
    outside = pc.bit_wise_and(entries["mask"], pa.scalar(~mask, pa.int64()))
    return np.asarray(pc.fill_null(pc.equal(outside, 0), False))


def _groups(registrations: Registrations, within: Mapping[str, Flags]) -> Integers:
    """Number the part of every person whose entries are all in it and in no other; below 0 is who has none."""
    persons = int(registrations.person.max(initial=-1)) + 1
    times = np.bincount(registrations.person, minlength=persons)
    found, parts = np.full(persons, -1, dtype=np.int64), np.zeros(persons, dtype=np.int64)
    for number, code in enumerate(sorted(within)):
        inside = np.bincount(registrations.person[within[code]], minlength=persons)
        parts += inside > 0
        found[inside == times] = number
    return np.where(parts == 1, found, -1)


def _assess(
    code: str, question: PrevalenceQuestion, registrations: Registrations, groups: Integers = NO_GROUPS
) -> PartAnswer:
    if not len(registrations):
        return PartAnswer(code, 0, "", None)
    found = assess(as_table(registrations), _settings(question), ledger_of(question), registrations, groups)
    return _part(code, found)


def _part(code: str, found: SizeAssessment) -> PartAnswer:
    return PartAnswer(code, round(found.result.observed), found.result.method, found.verdict)


def _settings(question: PrevalenceQuestion) -> Settings:
    return Settings(replicates=question.replicates, families=question.methods or FAMILIES)


def ledger_of(question: PrevalenceQuestion) -> AssumptionLedger:
    """Return what an alliance declared of the assumptions, as the methods read it.

    Parameters
    ----------
    question
        What is asked. A bias that is not declared gets the direction that the assumption has by itself, if it has one.
    """
    target = TargetPopulation(question.target)
    lines = {
        Assumption(one.name): Declaration(
            Assumption(one.name),
            AssumptionStatus(one.status),
            one.reason,
            TRUTH[one.bias] if one.bias else direction_of(Assumption(one.name), target),
        )
        for one in question.assumptions
    }
    return AssumptionLedger(lines, target)
