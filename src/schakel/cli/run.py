"""`schakel run`: everything, from the files that come with each alliance to the released site."""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, beside, progress
from schakel.cli.parameters import Address, Day, Json, Out, Wait, day
from schakel.cli.processes import taking_over
from schakel.cli.writing import writing
from schakel.model.handing_on import OtherProcesses

_MOST_PROCESSES = 4  # each takes memory, and there is no more to hand on


def run(
    alliances: Annotated[list[Path], typer.Argument(help="The folders of one or more alliances.", show_default=False)],
    out: Out,
    as_of: Day = None,
    address: Address = "",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Deliver the files that come with each alliance, build, and publish its products."""
    with (
        answering(as_json) as answer,
        # Before there is a thread that shows progress, and a lock that another process would hold as well.
        _taking_over(len(alliances)) as others,
        progress(as_json) as telling,
        writing("run", wait, *alliances),
    ):
        from schakel import verbs
        from schakel.cli.releases import release_record

        releases = verbs.run(alliances, out, day(as_of), telling, others, beside, address)
        lines = [f"Released edition {release.edition} to {release.folder}." for release in releases]
        lines.append(f"Next: schakel serve {out}")
        answer("\n".join(lines), {"releases": [release_record(release) for release in releases]})


def _taking_over(alliances: int) -> AbstractContextManager[OtherProcesses | None]:
    """Use other processes only for several alliances; for one, starting them costs more than they save."""
    return taking_over(min(os.cpu_count() or 1, _MOST_PROCESSES)) if alliances > 1 else nullcontext()
