"""From a declared question to its verdicts: one for all together, and one for each part."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from schakel.model.errors import DeclarationError, Fault
from schakel.model.prevalence import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence import (
    Assumption,
    CaptureTable,
    Declaration,
    Ledger,
    Registration,
    Settings,
    Status,
    Target,
    as_table,
    assess,
    read_source,
)
from schakel.research.prevalence.assess import Assessment
from schakel.research.prevalence.ledger import TRUTH, direction_of
from schakel.research.prevalence.methods import FAMILIES
from schakel.research.registrations import Entry

ALL = ""

Groups = Mapping[str, str]
Known = tuple[str, date, bool, int]


def answer_table(question: PrevalenceQuestion, file: Path) -> tuple[PartAnswer, ...]:
    """Answer a question about a table of capture histories that was published.

    Raises
    ------
    SchakelError
        If the file does not hold one table of lists.
    """
    table = read_source(file).tables[""]
    if not isinstance(table, CaptureTable):
        raise DeclarationError(Fault("This file holds repeated counts; a table of lists is asked for.", str(file)))
    return (_part(ALL, assess(table, _settings(question), ledger_of(question))),)


def answer_chain(
    question: PrevalenceQuestion, entries: Sequence[Entry], parts: Mapping[str, int]
) -> tuple[PartAnswer, ...]:
    """Answer a question about lists of the chain, for all units and for each part.

    Parameters
    ----------
    question
        What is asked.
    entries
        Who is on which list, and when.
    parts
        The concepts of each part, as a mask. An entry is in a part if it can be of nothing else.
    """
    entries = _numbered(entries)
    found = [_assess(ALL, question, entries, _groups(entries, parts))]
    for code, mask in parts.items():
        found.append(_assess(code, question, [entry for entry in entries if _is_within(entry, mask)], {}))
    return tuple(found)


def _numbered(entries: Sequence[Entry]) -> list[Entry]:
    """Name units by numbers, in the order of what is known of them.

    Chance is drawn unit by unit, and pseudonyms have another order in every workspace: the answer would be another one.
    """
    of_unit: dict[str, list[Entry]] = {}
    for entry in entries:
        of_unit.setdefault(entry.unit_id, []).append(entry)
    units = sorted(sorted(map(_known, own)) for own in of_unit.values())
    return [Entry(f"{number:09}", *_said(known)) for number, own in enumerate(units) for known in own]


def _known(entry: Entry) -> Known:
    return entry.list, entry.on, entry.follows, -1 if entry.mask is None else entry.mask


def _said(known: Known) -> tuple[str, date, bool, int | None]:
    return *known[:3], None if known[3] < 0 else known[3]


def _is_within(entry: Entry, mask: int) -> bool:
    return entry.mask is not None and not entry.mask & ~mask


def _groups(entries: Sequence[Entry], parts: Mapping[str, int]) -> Groups:
    """Return the part of every unit whose entries are all in one."""
    of_unit: dict[str, set[str]] = {}
    for entry in entries:
        codes = {code for code, mask in parts.items() if _is_within(entry, mask)}
        of_unit.setdefault(entry.unit_id, set()).update(codes or {ALL})
    return {unit: next(iter(codes)) for unit, codes in of_unit.items() if len(codes) == 1 and ALL not in codes}


def _assess(code: str, question: PrevalenceQuestion, entries: Sequence[Entry], groups: Groups) -> PartAnswer:
    if not entries:
        return PartAnswer(code, 0, "", None)
    registrations = [Registration(entry.unit_id, entry.list, entry.on, entry.follows) for entry in entries]
    found = assess(as_table(registrations), _settings(question), ledger_of(question), registrations, groups)
    return _part(code, found)


def _part(code: str, found: Assessment) -> PartAnswer:
    return PartAnswer(code, round(found.result.observed), found.result.method, found.verdict)


def _settings(question: PrevalenceQuestion) -> Settings:
    return Settings(replicates=question.replicates, families=question.methods or FAMILIES)


def ledger_of(question: PrevalenceQuestion) -> Ledger:
    """Return what an alliance declared of the assumptions, as the methods read it."""
    target = Target(question.target)
    lines = {
        Assumption(one.name): Declaration(
            Assumption(one.name),
            Status(one.status),
            one.reason,
            TRUTH[one.bias] if one.bias else direction_of(Assumption(one.name), target),
        )
        for one in question.assumptions
    }
    return Ledger(lines, target)
