"""An impact assessment as Markdown, to read, compare and store with the declarations."""

from collections.abc import Iterator, Sequence

from schakel.publication.impact_assessment.parts import FactTable, ImpactAssessment, ImpactPart

_SPECIAL = str.maketrans({"\\": "\\\\", "|": "\\|", "`": "\\`", "*": "\\*", "_": "\\_", "<": "&lt;", "[": "\\["})


def write_markdown(assessment: ImpactAssessment) -> bytes:
    """Return an impact assessment as Markdown (GitHub's, with its tables), in UTF-8."""
    blocks = [f"# {_said(assessment.title)}", f"**{_said(assessment.alliance)}**", *map(_said, assessment.opening)]
    for part in assessment.parts:
        blocks += _part(part, assessment.open_questions)
    return ("\n\n".join(blocks) + "\n").encode()


def _part(part: ImpactPart, open_questions: str) -> Iterator[str]:
    yield f"## {part.number}. {_said(part.title)}"
    yield from map(_said, part.said)
    for table in part.tables:
        yield f"### {_said(table.title)}"
        yield _table(table)
    if part.questions:
        yield f"### {_said(open_questions)}"
        yield "\n".join(f"- [ ] {_said(one)}" for one in part.questions)


def _table(table: FactTable) -> str:
    return "\n".join([_line(table.header), _line(["---"] * len(table.header)), *map(_line, table.rows)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell if cell == '---' else _said(cell) for cell in cells)} |"


def _said(text: str) -> str:
    return text.translate(_SPECIAL)
