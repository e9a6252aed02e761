"""A trace as text: the figure, then for each unit the rows and mappings behind it."""

from collections.abc import Iterator
from itertools import groupby

from schakel.model.claim import Claim
from schakel.verbs.tracing import Trace


def trace_text(trace: Trace) -> str:
    """Return a trace as lines of text, for inside the secured zone."""
    return "\n".join(_lines(trace))


def _lines(trace: Trace) -> Iterator[str]:
    yield trace.summary
    cell = ", ".join(f"{name} = {code}" for name, code in trace.cell.items())
    yield f"{trace.table} of edition {trace.edition}, {cell}"
    for number, sha256 in sorted(trace.deliveries.items()):
        yield f"delivery {number}: SHA-256 {sha256}"
    said = {unit_id: list(claims) for unit_id, claims in groupby(trace.claims, key=lambda claim: claim.unit_id)}
    # Those that certainly count first: they are the lower bound, with the others they are the upper.
    for unit in sorted(trace.units, key=lambda unit: not unit.certain):
        yield f"{unit.unit_id} ({'certainly' if unit.certain else 'possibly'})"
        yield from (f"  {_claim(claim)}" for claim in said.get(unit.unit_id, ()))


def _claim(claim: Claim) -> str:
    line = f"mapping line {claim.mapping_line}" if claim.mapping_line else "no mapping line"
    if claim.mapping_line and claim.mapping_line < 0:
        line = "in the words of the scheme"
    return (
        f"{claim.partner}, delivery {claim.delivery}, row {claim.row}: {claim.column} = {claim.source_value!r} "
        f"-> {claim.attribute} {' or '.join(claim.concepts)} ({line})"
    )
