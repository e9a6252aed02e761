"""`schakel ask`: a table that nobody declared, with a preview before the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.alliance import read
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json, ProductName, Wait
from schakel.cli.writing import writing
from schakel.model.table_question import TableQuestion
from schakel.verbs.asking import Foreseen, why_it_waits
from schakel_base.errors import RequestError


def ask(
    alliance: AllianceFolder,
    product: ProductName,
    of: Annotated[str, typer.Option("--of", help="The unit to count; without it, list what can be asked.")] = "",
    by: Annotated[list[str] | None, typer.Option("--by", help="A dimension; give up to three.")] = None,
    population: Annotated[str, typer.Option(help="The declared table whose population to count.")] = "",
    only: Annotated[list[str] | None, typer.Option(help="A dimension at one category: year=2024.")] = None,
    statistic: Annotated[list[str] | None, typer.Option(help="A statistic of the counts: share:form.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder for the answer; without it, you get a preview.")
    ] = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Ask for a table that nobody declared. Without --out you get a preview of the answer."""
    with answering(as_json) as answer, writing("ask", wait, alliance):
        if not of:
            offered = verbs.offered_under(alliance, product)
            answer("\n".join(_offered(offered)), offered)
            return
        pairs = [_pair(one, "=") for one in only or ()], [_pair(one, ":") for one in statistic or ()]
        question = TableQuestion(of, tuple(by or ()), population, tuple(pairs[0]), tuple(pairs[1]))
        if out is None:
            foreseen = verbs.foresee(alliance, product, question)
            answer("\n".join(_foreseen(foreseen)), asdict(foreseen))
            return
        if read(alliance).has_gate:
            raise RequestError(
                "answers leave by the desk alone (`release: gate` in alliance.yaml); put the question there"
            )
        answered = verbs.ask(alliance, product, question)
        verbs.write_answer(answered, out)
        answer(f"Wrote the answer to {out}.", {"answer": str(out), "edition": answered.foreseen.edition})


def _pair(text: str, between: str) -> tuple[str, str]:
    name, found, code = text.partition(between)
    if not (name and found and code):
        raise RequestError(f"`{text}` is not a pair; write it as NAME{between}CODE")
    return name, code


def _offered(offered: Mapping[str, Any]) -> Iterator[str]:
    for unit, one in offered.items():
        yield f"--of {unit}"
        for name, cells in one["dimensions"].items():
            yield f"  --by {name} ({cells} categories)"
        yield f"  --population {' | '.join(one['populations'])}"
        if one["statistics"]:
            yield f"  --statistic {' | '.join(one['statistics'])}"


def _foreseen(one: Foreseen) -> Iterator[str]:
    yield f"{one.cells:,} cells of edition {one.edition}; each count lies at most {one.reach} from its figure."
    if one.asked_before:
        yield f"The same was asked on {one.asked_before}; the answer is the same."
    yield f"Closest published table: {one.closest.name}."
    yield from (f"With {cells:,} cells: by {', '.join(other.dimensions) or 'nothing'}." for other, cells in one.coarser)
    yield "Give --out for the answer." if one.answered_now else f"Not answered now: {why_it_waits(one)}."
