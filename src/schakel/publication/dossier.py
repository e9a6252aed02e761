"""The dossier of a release: what people read before they decide on it, in each language.

It holds what readers would get and nothing else: no count that a protected figure hides, nor which of two protected
cells is the small one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from schakel.disclosure.answers import ProtectedAnswer
from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Mark
from schakel.model.sentence import Ref
from schakel.publication.answers import AnswerView
from schakel.publication.content import ReleaseContent
from schakel.publication.editions import ChangedFigure, changed_figures, changes
from schakel.publication.headlines import cells_behind
from schakel.publication.localisation import Localisation, localise
from schakel.publication.views.research import ResearchView
from schakel.publication.views.tables import TableView
from schakel_base.text import Text

Record = dict[str, Any]
MOST = 200
"""Protected cells and changed figures of a table that are listed; how many there are is always said."""


def dossier_of(content: ReleaseContent, before: Path | None) -> Record:
    """Return what is in a release, and what is new in it since the one in the folder `before`, as a record for JSON.

    It has `tables` with their protected cells, sentences and changes, and `answers` with their sentences. Words are by
    language.
    """
    languages = [localise(tag) for tag in content.languages]
    return {
        "product": content.product.name,
        "title": _said(content.product.title, languages),
        "edition": content.edition,
        "as_of": content.as_of.isoformat(),
        "synthetic": content.synthetic,
        "note": content.note,
        "follows": content.earlier[0].edition if content.earlier else "",
        "tables": [_table(table, content, languages, before) for table in content.all_tables],
        "answers": [*_answers(content, languages), *(_research(one, content, languages) for one in content.answers)],
    }


def _table(
    table: ProtectedTable, content: ReleaseContent, languages: list[Localisation], before: Path | None
) -> Record:
    hidden = [*_hidden(table)]
    return {
        "name": table.indicator.name,
        "title": _said(table.indicator.title, languages),
        "profile": {
            "name": table.profile.name,
            "reach": table.profile.reach,
            "sentence": _said(table.profile.sentence, languages),
        },
        "cells": len(table.cells),
        "hidden": len(hidden),
        "protected": [_protected(table, cell, mark, languages) for cell, mark in hidden[:MOST]],
        "sentences": {one.language: _headline(TableView(table, content, one)) for one in languages},
        "changes": _changes(table, content, languages, before) if before else None,
    }


def _said(text: Text, languages: list[Localisation]) -> dict[str, str]:
    """Return a text in every language of the release: where it lacks one, as readers of that language get it."""
    return {one.language: one.text(text) for one in languages}


def _hidden(table: ProtectedTable) -> Iterator[tuple[ProtectedCell, Mark]]:
    """The cells with something held back, and why; where there can be no number, nothing is held back."""
    for cell in table.cells:
        marks = [one.mark for one in (cell.count, *cell.statistics.values())]
        yield from [(cell, mark) for mark in marks if mark and mark is not Mark.NOT_APPLICABLE][:1]


def _protected(table: ProtectedTable, cell: ProtectedCell, mark: Mark, languages: list[Localisation]) -> Record:
    return {
        "at": {one.language: _place(table, cell.coordinates, one) for one in languages},
        "mark": {one.language: one.mark(mark) for one in languages},
        "why": {one.language: one.mark_meaning(mark) for one in languages},
    }


def _place(table: ProtectedTable, codes: tuple[str, ...], language: Localisation) -> str:
    """Where in a table a cell is, in words."""
    labels = {dimension.name: {one.code: one.label for one in dimension.categories} for dimension in table.dimensions}
    named = (labels[one.name][code] for one, code in zip(table.dimensions, codes, strict=True))
    return ", ".join(language.label(label) for label in named)


def _headline(view: TableView) -> list[Record]:
    """The sentence of a table, with the cells whose figures it says."""
    said = view.headline
    cells = [
        {"at": _place(view.table, cell.coordinates, view.language), "figure": view.language.figure(cell.count)}
        for cell in cells_behind(view.table, view.unit, view.language)
    ]
    return [{"said": f"{said.figure} {said.sentence}", "cells": cells}]


def _changes(table: ProtectedTable, content: ReleaseContent, languages: list[Localisation], before: Path) -> Record:
    """How much of a table is new, and of each changed count how much a reader of both releases can know of the change.

    Both figures lie at most `reach` from their counts, so that the change is known to four times that at best.
    """
    told = next((one for one in changes(content, before) if one.table == table.indicator.name), None)
    found = [*changed_figures(table, content, before)]
    counts = {"changed": len(found), "added": told.added if told else 0, "removed": told.removed if told else 0}
    counted = [one for one in found if one.before[:2] != one.now[:2]]  # of the others a share or a median changed
    return {**counts, "figures": [_changed(one, table, languages) for one in counted[:MOST]]}


def _changed(changed: ChangedFigure, table: ProtectedTable, languages: list[Localisation]) -> Record:
    reach = table.profile.reach
    codes = tuple(code or one.categories[0].code for code, one in zip(changed.at, table.dimensions, strict=True))
    written: Record = {"at": {one.language: _place(table, codes, one) for one in languages}}
    written |= {"before": _range(changed.before), "now": _range(changed.now)}
    (low, high), (lower, upper) = (_bounds(one) for one in (changed.before, changed.now))
    if low is None or high is None or lower is None or upper is None:
        return {**written, "least": None, "most": None}
    return {**written, "least": lower - high - 2 * reach, "most": upper - low + 2 * reach}


def _bounds(figures: tuple[str, ...]) -> tuple[float | None, float | None]:
    """The two bounds of a count, as written; None of one that is marked."""
    lower, upper = figures[:2]
    return (float(lower), float(upper)) if lower and upper else (None, None)


def _range(figures: tuple[str, ...]) -> str:
    lower, upper, *marks = figures
    if lower and upper:
        return lower if lower == upper else f"{lower}–{upper}"
    return next((one for one in marks if one), "")


def _answers(content: ReleaseContent, languages: list[Localisation]) -> Iterator[Record]:
    views = {one.language: [TableView(table, content, one) for table in content.tables] for one in languages}
    for asked in content.recommendations:
        spoken = [AnswerView(asked, content, one, views[one.language]) for one in languages]
        if spoken[0].sentences:
            sentences = {one.language.language: [_quoted(pieces) for pieces in one.sentences] for one in spoken}
            yield {"name": asked.name, "title": _said(asked.title, languages), "sentences": sentences}


def _quoted(pieces: tuple[Any, ...]) -> Record:
    said = "".join(piece.words for piece in pieces)
    cells = [{"at": f"{piece.table}: {piece.cell}", "figure": piece.words} for piece in pieces if piece.table]
    return {"said": said, "cells": cells}


def _research(answer: ProtectedAnswer, content: ReleaseContent, languages: list[Localisation]) -> Record:
    """The conclusion of an answer of research, with the figures that its sentence refers to."""
    named = sorted({ref.figure for ref in _references(answer.commentary.conclusion.headline)})
    said = {one.language: ResearchView(answer, one, content).headline for one in languages}
    figures = {
        one.language: [
            {"at": name, "figure": one.figure(answer.figures[name])} for name in named if name in answer.figures
        ]
        for one in languages
    }
    sentences = {tag: [{"said": sentence, "cells": figures[tag]}] for tag, sentence in said.items()}
    return {"name": answer.question.name, "title": _said(answer.question.title, languages), "sentences": sentences}


def _references(value: object) -> Iterator[Ref]:
    """All references to figures within a value, however deep."""
    if isinstance(value, Ref):
        yield value
    elif is_dataclass(value):
        yield from (ref for one in fields(value) for ref in _references(getattr(value, one.name)))
    elif isinstance(value, tuple | Mapping):
        yield from (
            ref for one in (value.values() if isinstance(value, Mapping) else value) for ref in _references(one)
        )
