"""A table in the report: its main message, its charts, and the whole table."""

from schakel.publication.localisation import capital
from schakel.publication.report.printed import Described, printed
from schakel.publication.tabulation import ReadTable
from schakel.publication.views.charts import DrawnChart
from schakel.publication.views.tables import TableView


def line(view: TableView) -> Described:
    """Return what a table says in one sentence."""
    return {"title": view.title, "figure": view.headline.figure, "sentence": view.headline.sentence}


def section(view: TableView) -> Described:
    """Return a table with all that belongs to it."""
    indicator, language = view.table.indicator, view.language
    return line(view) | {
        "synthetic": language.say("synthetic") if view.table.synthetic else "",
        "status": language.say(indicator.status.value),
        "definition": language.text(indicator.definition),
        "map": _map(view),
        "charts": [_chart(chart) for chart in _printed_charts(view)],
        "tables": [_table(one) for one in view.reading],
        "marks": [f"{capital(mark)}: {meaning}" for mark, meaning in view.marks],
        "breaks": [f"{language.date(one.on)}: {language.text(one.label)}" for one in indicator.breaks],
        "breaks_heading": view.breaks_heading,
        "notes": [one for one in (view.followed, *view.notes) if one],
        "source": " ".join((language.say("Source:"), language.text(indicator.source))) if indicator.source else "",
    }


def _printed_charts(view: TableView) -> tuple[DrawnChart, ...]:
    """The charts, but for the counts behind medians: as high as half a page, they say what the table says."""
    medians = [one for one in view.table.indicator.statistics if one.kind == "median"]
    return view.charts[: len(medians)] if medians else view.charts


def _map(view: TableView) -> Described | None:
    if view.map is None:
        return None
    say = view.language.say
    return printed(view.map.drawing) | {
        "title": say("Map: {title}", title=view.title),
        "has_ranges": view.map.has_ranges,
        "has_open": False,
        "has_marks": view.map.has_marks,
        "places": [[one.label, f"{one.value} ({one.rate})" if one.rate else one.value] for one in view.map.places],
        "note": " ".join(
            (
                *(f"{label}: {value}." for label, value in view.map.elsewhere),
                say("The area of a disc shows the count."),
                *((view.map.rated,) if view.map.rated else ()),
                say("Boundaries:"),
                view.map.source,
            )
        ),
    }


def _chart(chart: DrawnChart) -> Described:
    return {
        "title": chart.measure,  # the headline above it has said what was found
        "has_ranges": chart.has_ranges,
        "has_open": chart.has_open,
        "has_marks": chart.has_marks,
        "groups": [
            {
                "title": group.title,
                "panels": [
                    {"title": panel.title, "total": panel.total} | printed(panel.drawing) for panel in group.panels
                ],
            }
            for group in chart.groups
        ],
    }


def _table(table: ReadTable) -> Described:
    return {
        "caption": table.caption,
        "explanation": table.explanation,
        "header": [table.corner, *table.columns],
        "groups": [
            {
                "header": group.header,
                "rows": [
                    {"header": row.header, "level": row.level, "cells": [[one.text, one.share] for one in row.cells]}
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
    }
