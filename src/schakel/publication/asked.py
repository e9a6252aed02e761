"""The answer to a question as files: a page and a one-sheet summary in each language, CSV, and a declaration.

All of it comes from a protected table and from what is public; the sheet holds as many rows as fit on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schakel.model.figure import Figure
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.columns import columns, rows
from schakel.publication.localisation import Localisation, localise
from schakel.publication.rendering import STYLES, render, static
from schakel.publication.report.printed import Described
from schakel.publication.report.typesetting import typeset
from schakel.publication.views.tables import TableView
from schakel_base.csv_text import lines
from schakel_base.text import Text

ROWS_ON_PAPER = 24
_SHEET = "answer.typ"


@dataclass(frozen=True, eq=False)
class AskedAnswer:
    """What readers are told about a question.

    Parameters
    ----------
    content
        Its alliance and edition, with the answer as the only table.
    asked_on
        The day on which it was answered.
    sources
        The partners whose rows name the unit.
    closest
        The title of the published table that is nearest.
    same_population
        Whether that table counts the same units.
    more, fewer
        By what the answer is divided and that table is not, and the other way round.
    declaration
        The question as the declaration of an indicator, in YAML.
    """

    content: ReleaseContent
    asked_on: date
    sources: tuple[Text, ...]
    closest: Text
    same_population: bool
    more: tuple[Text, ...]
    fewer: tuple[Text, ...]
    declaration: bytes


def answer_files(asked: AskedAnswer) -> dict[str, bytes]:
    """Return the files of an answer by their names."""
    (table,) = asked.content.tables
    found = {"answer.csv": _csv(asked), f"{table.indicator.name}.yaml": asked.declaration}
    for tag in asked.content.languages:
        language = localise(tag)
        found[f"answer.{tag}.html"] = _page(asked, language)
        found[f"answer.{tag}.pdf"] = typeset(_sheet(asked, language), asked.content.as_of, _SHEET)
    return found


def _csv(asked: AskedAnswer) -> bytes:
    """The cells as open data have them, and how few and how many units each can be."""
    (table,) = asked.content.tables
    names = [column.name for column in columns(table, asked.content)]
    reach = table.profile.reach
    limits = ([*_limits(cell.count, reach)] for cell in table.cells)
    every = (row + more for row, more in zip(rows(table, asked.content), limits, strict=True))
    return lines([[*names, "at_least", "at_most"], *every])


def _limits(count: Figure, reach: int) -> Iterator[float | None]:
    yield None if count.lower is None else max(count.lower - reach, 0.0)
    yield None if count.upper is None else count.upper + reach


def _page(asked: AskedAnswer, language: Localisation) -> bytes:
    content = asked.content
    view = TableView(content.tables[0], content, language)
    context = {
        "content": content,
        "view": view,
        "facts": _facts(asked, view),
        "others": [tag for tag in content.languages if tag != language.language],
        # In the page itself, so that it can be handed on as one file.
        "styles": [static(name).decode() for name in STYLES],
    }
    return render("asked.html", language, context)


def _sheet(asked: AskedAnswer, language: Localisation) -> Described:
    content, say = asked.content, language.say
    view = TableView(content.tables[0], content, language)
    table = view.reading[0]
    all_rows = [(group.header, row) for group in table.groups for row in group.rows]
    shown = [
        [
            " – ".join(filter(None, (header, row.header))),
            [f"{one.text} ({one.share})" if one.share else one.text for one in row.cells],
        ]
        for header, row in all_rows[:ROWS_ON_PAPER]
    ]
    left = say("The first {rows} of {all} rows; the CSV has all.", rows=len(shown), all=len(all_rows))
    return {
        "language": language.language,
        "title": view.title,
        "alliance": language.text(content.title),
        "summary": language.text(content.tables[0].indicator.definition),
        "synthetic": say("Synthetic data") if content.synthetic else "",
        "day": [content.as_of.year, content.as_of.month, content.as_of.day],
        "header": [table.corner, *table.columns],
        "rows": shown,
        "explanation": table.explanation,
        "left": left if len(all_rows) > len(shown) else "",
        "facts": [list(pair) for pair in _facts(asked, view)],
    }


def _facts(asked: AskedAnswer, view: TableView) -> Iterator[tuple[str, str]]:
    content, language = asked.content, view.language
    say, text = language.say, language.text
    indicator = view.table.indicator
    yield say("Definition"), text(indicator.definition)
    yield (
        say("Asked"),
        say("on {date}, of edition {edition}", date=language.date(asked.asked_on), edition=content.edition),
    )
    yield say("Sources"), "; ".join(dict.fromkeys(map(text, asked.sources)))
    yield say("Protection"), text(view.table.profile.sentence)
    if view.has_ranges:
        yield (
            say("Ranges"),
            say("Two figures show how many certainly belong to a category, and how many can belong to it."),
        )
    yield say("Closest published table"), f"{text(asked.closest)}. {' '.join(_unlike_closest(asked, language))}"


def _unlike_closest(asked: AskedAnswer, language: Localisation) -> Iterator[str]:
    """Why its figures are not those of the closest published table."""
    say, text = language.say, language.text
    if not asked.same_population:
        yield say("It counts another population.")
    if asked.more:
        yield say("It is not broken down by {names}.", names=", ".join(map(text, asked.more)))
    if asked.fewer:
        yield say("It is also broken down by {names}.", names=", ".join(map(text, asked.fewer)))
    yield say("Its figures are rounded and these are drawn: for the same count they can differ by up to 6.")
