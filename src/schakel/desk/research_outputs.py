"""Outputs of research: checked by rules, and by another person if the rules cannot decide.

The rules, the record and who may decide are those of `schakel output-check`; here they meet the accounts of the desk.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, select

from schakel.desk.database import inserted, numbered
from schakel.desk.database.decisions import OUTPUT_VERDICTS, OUTPUTS
from schakel.desk.people import now
from schakel.store.own_folder import close_to_others, own_folder
from schakel_base.errors import DisclosureError, RequestError
from schakel_protection.output import FACTS_ASKED, OutputJudgement, OutputRequest, keep

LARGEST_OUTPUT = 1 << 20
"""Bytes of an output: more is data, and no output."""
_LONGEST_NAME = 60


@dataclass(frozen=True)
class BroughtOutput:
    """What somebody wants to take out.

    Parameters
    ----------
    kind
        A key of `FACTS_ASKED`.
    facts
        What its maker says of it, by name.
    columns
        By what they hold, the columns of the file from which facts are read.
    """

    product: str
    file_name: str
    content: bytes
    kind: str
    purpose: str
    facts: Mapping[str, float | bool]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class CheckedOutput:
    """An output, the verdict of the rules and, if there is one, the verdict of a person."""

    number: int
    product: str
    made_by: str
    file_name: str
    sha256: str
    kind: str
    facts: Mapping[str, float | bool]
    purpose: str
    machine: OutputJudgement
    reasons: tuple[str, ...]
    at: datetime
    person: OutputJudgement | None = None
    judged_by: str = ""
    because: str = ""

    @property
    def may_leave(self) -> bool:
        """Whether it may leave: by the rules, or by a person where these do not decide."""
        needs = self.machine is OutputJudgement.NEEDS_A_PERSON
        return (self.person if needs else self.machine) is OutputJudgement.ACCEPT

    @property
    def waits(self) -> bool:
        """Whether a person is still to decide."""
        return self.machine is OutputJudgement.NEEDS_A_PERSON and self.person is None


def bring(connection: Connection, folder: Path, brought: BroughtOutput, by: str) -> int:
    """Check an output by the rules, keep it with its verdict in a folder of the zone, and return its number.

    Raises
    ------
    SchakelError
        If there is no such kind, no purpose is given, or what is said of the file is not in it.
    """
    if brought.kind not in FACTS_ASKED:
        raise RequestError("choose what kind of output it is")
    name = Path(brought.file_name).name[:_LONGEST_NAME]
    if not brought.content or not brought.purpose.strip() or name in ("", ".", ".."):
        raise RequestError("choose a file, and say what it is for")
    own_folder(folder)
    with TemporaryDirectory(dir=folder) as place:
        file = Path(place) / name
        file.write_bytes(brought.content)
        said = OutputRequest(brought.kind, brought.facts, by, brought.purpose.strip())
        request = _with_facts_in(file, brought.columns, said)
        verdict = keep(folder, request, file, datetime.now(UTC))
        sha256 = hashlib.sha256(brought.content).hexdigest()
    close_to_others(folder)
    told = {"machine": verdict.judgement.value, "reasons": list(verdict.reasons), "at": now()}
    about = {"product": brought.product, "made_by": by, "file_name": file.name, "sha256": sha256}
    asked = {"kind": brought.kind, "facts": dict(request.facts), "purpose": request.purpose}
    return inserted(connection.execute(OUTPUTS.insert().values(**about, **asked, **told)))


def _with_facts_in(file: Path, columns: Mapping[str, str], said: OutputRequest) -> OutputRequest:
    """Add what a file says about itself; faults in it give its name, not its place in the zone."""
    try:
        return said.with_facts_in(file, columns)
    except DisclosureError as error:
        raise DisclosureError([replace(one, file=one.file and file.name) for one in error.faults]) from None


def outputs(connection: Connection) -> Sequence[CheckedOutput]:
    """Return all that was brought, the latest first."""
    return [_checked(connection, row) for row in connection.execute(select(OUTPUTS).order_by(OUTPUTS.c.id.desc()))]


def find_output(connection: Connection, number: int, locked: bool = False) -> CheckedOutput | None:
    """Return an output, or None if there is none; locked, so that nobody else decides on it at the same time."""
    row = numbered(connection, OUTPUTS, number, locked)
    return _checked(connection, row) if row else None


def _checked(connection: Connection, row: Any) -> CheckedOutput:
    judged = connection.execute(select(OUTPUT_VERDICTS).where(OUTPUT_VERDICTS.c.output == row.id)).one_or_none()
    brought = (row.id, row.product, row.made_by, row.file_name, row.sha256, row.kind, row.facts, row.purpose)
    by_rules = (OutputJudgement(row.machine), tuple(row.reasons), row.at)
    by_person = (OutputJudgement(judged.verdict), judged.judged_by, judged.reason) if judged else ()
    return CheckedOutput(*brought, *by_rules, *by_person)


def judge(connection: Connection, folder: Path, number: int, by: str, verdict: str, reason: str) -> None:
    """Keep what a person decides on an output on which the rules do not.

    Raises
    ------
    SchakelError
        If they may have made it, the rules decide, it was decided, or no reason is given.
    """
    output = find_output(connection, number, locked=True)
    if output is None or verdict not in (OutputJudgement.ACCEPT, OutputJudgement.REFUSE):
        raise RequestError("choose what you decide")
    if output.person:
        raise RequestError("this was decided already")
    if by == output.made_by:
        raise RequestError("you cannot judge an output that you made")
    if not reason.strip():
        raise RequestError("say why; the reason is kept with what you decide")
    request = OutputRequest(output.kind, output.facts, output.made_by, output.purpose)
    with TemporaryDirectory(dir=folder) as place:
        file = Path(place) / output.file_name
        file.write_bytes(content_of_output(folder, output))
        keep(folder, request, file, datetime.now(UTC), OutputJudgement(verdict), by, reason.strip())
    told = {"made_by": output.made_by, "judged_by": by, "verdict": verdict, "reason": reason.strip(), "at": now()}
    connection.execute(OUTPUT_VERDICTS.insert().values(output=number, **told))


def content_of_output(folder: Path, output: CheckedOutput) -> bytes:
    """Return the output as it was brought, of the folder that keeps it."""
    return (folder / "outputs" / output.sha256).read_bytes()
