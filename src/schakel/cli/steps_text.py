"""What each step of a build took, as a table for people and as a record for machines."""

from collections.abc import Sequence
from typing import Any

from schakel.store.engine import StepResult

_HEAD = ("step", "rows", "kB", "CPU s", "wall s", "peak MB")


def steps_text(steps: Sequence[StepResult]) -> str:
    """Return a table with a line for each step in the order in which they ran, and their sum."""
    lines = [(one.name, *_figures(one)) for one in steps]
    total = (
        "all steps",
        f"{sum(one.rows for one in steps):,}",
        f"{sum(one.size for one in steps) / 1e3:,.0f}",
        f"{sum(one.cpu for one in steps):.2f}",
        f"{sum(one.seconds for one in steps):.2f}",
        f"{max((one.peak_memory for one in steps), default=0):,.0f}",
    )
    return "\n".join(_aligned([_HEAD, *lines, total]))


def _figures(step: StepResult) -> tuple[str, ...]:
    return (
        f"{step.rows:,}",
        f"{step.size / 1e3:,.0f}",
        f"{step.cpu:.2f}",
        f"{step.seconds:.2f}",
        f"{step.peak_memory:,.0f}",
    )


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join([first.ljust(widths[0]), *(one.rjust(width) for one, width in zip(rest, widths[1:], strict=True))])
        for first, *rest in lines
    ]


def steps_record(steps: Sequence[StepResult], with_sql: bool) -> list[dict[str, Any]]:
    """Return the same as a list of records, with the query of each step if that is asked for."""
    return [
        {
            "step": one.name,
            "rows": one.rows,
            "bytes": one.size,
            "seconds": round(one.seconds, 3),
            "cpu_seconds": round(one.cpu, 3),
            "peak_mb": round(one.peak_memory),
            **({"sql": one.sql} if with_sql else {}),
        }
        for one in steps
    ]
