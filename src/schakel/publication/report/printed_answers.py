"""An answer of research in print: its blocks, with one function for each kind.

In print an answer is a row of parts, each with a title, sentences, a drawing, a table and lists.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from schakel.model.answer_pages import PrintedEssay
from schakel.model.blocks import (
    AspectStep,
    Block,
    ChartBlock,
    FactsBlock,
    HeadingBlock,
    NotesBlock,
    ParagraphBlock,
    PartsBlock,
    RemarkBlock,
    SectionBlock,
    StepsBlock,
    TableBlock,
    VerdictBlock,
)
from schakel.model.page_blocks import (
    GroupedTableBlock,
    JumpsBlock,
    LinesBlock,
    LinkBlock,
    LinksBlock,
    MapBlock,
    ProfileBlock,
    ProfilesBlock,
    SignsLegendBlock,
    SourcedNotesBlock,
)
from schakel.model.sentence import Capital, Joined, Value
from schakel.publication.report.printed import Described, printed
from schakel.publication.speech import ValueSpeaker
from schakel.publication.views.blocks import BlockDrawer
from schakel.publication.views.research import ResearchView


def _essay(title: str, said: Iterable[str] = (), flag: str = "", parts: Sequence[Described] = ()) -> Described:
    """Return an essay."""
    return {"title": title, "flag": flag, "said": [one for one in said if one], "parts": parts}


def _part(
    title: str = "",
    said: Iterable[str] = (),
    drawing: Markup | None = None,
    lists: Iterable[tuple[str, Sequence[str]]] = (),
    table: Described | None = None,
) -> Described:
    """Return a part of an essay; lists are pairs of a heading and its items. Its drawing has a caption of its own."""
    return {
        "title": title,
        "caption": "",
        "said": [one for one in said if one],
        "drawing": printed(drawing) if drawing else None,
        "lists": [{"title": heading, "items": list(items)} for heading, items in lists if items],
        "table": table,
    }


@dataclass
class _Printing:
    """The parts as they are filled, block after block."""

    speak: ValueSpeaker
    parts: list[Described] = field(default_factory=list)

    @property
    def last(self) -> Described:
        """The part that is open."""
        if not self.parts:
            self.parts.append(_part())
        return self.parts[-1]

    def add(self, title: Value, said: Iterable[Value] = ()) -> None:
        """Open a part."""
        self.parts.append(_part(self.speak(title), map(self.speak, said)))

    def write(self, *said: Value) -> None:
        """Add sentences to the part that is open."""
        self.last["said"] += filter(None, map(self.speak, said))

    def enlist(self, title: Value, items: Iterable[str]) -> None:
        """Add a list to the part that is open, if there is anything in it."""
        if found := list(items):
            self.last["lists"].append({"title": self.speak(title), "items": found})


def printed_answer(view: ResearchView) -> Described:
    """Return an answer as the report shows it."""
    say, commentary, printing = view.language.say, view.commentary, _Printing(view.speak)
    for block in commentary.blocks:
        PRINTED[type(block)](block, printing)
    if commentary.facts_are_printed:
        printing.add(commentary.about, (f"{name}: {said}" for name, said in view.facts))
    printing.add("", [f"{say('Source:')} {view.rests_on}"])
    flag = say("synthetic") if view.answer.synthetic else say("real data")
    return _essay(view.title, (view.asked,), flag, printing.parts)


def printed_essay(shown: PrintedEssay, speak: ValueSpeaker, is_marked: bool) -> Described:
    """Return a part of the chapter of a collection as the report shows it; `is_marked` as synthetic."""
    printing = _Printing(speak)
    for block in shown.blocks:
        PRINTED[type(block)](block, printing)
    flag = speak.language.say("synthetic") if is_marked else ""
    return _essay(speak(shown.title), map(speak, shown.said), flag, printing.parts)


def _heading(block: HeadingBlock, printing: _Printing) -> None:
    printing.add(block.title)


def _verdict(block: VerdictBlock, printing: _Printing) -> None:
    printing.write(block.said, block.beside)


def _paragraph(block: ParagraphBlock, printing: _Printing) -> None:
    printing.write(" ".join(filter(None, (printing.speak(block.opening), printing.speak(block.said)))))


def _on_pages_alone(block: Block, printing: _Printing) -> None:
    """Links, and what needs the room of a page; print says at the head of each answer whether its data are real."""


def _notes(block: NotesBlock, printing: _Printing) -> None:
    printing.enlist(block.title, map(printing.speak, block.entries))


def _facts(block: FactsBlock, printing: _Printing) -> None:
    speak = printing.speak
    statuses = [f"{speak(one.status)}. " if one.status else "" for one in block.entries]
    pairs = zip(block.entries, statuses, strict=True)
    printing.enlist(block.title, (f"{speak(one.name)}: {status}{speak(one.said)}" for one, status in pairs))


def _parts(block: PartsBlock, printing: _Printing) -> None:
    if block.is_printed:
        speak = printing.speak
        printing.enlist(block.title, (f"{speak(one.title)}: {speak(one.said)}" for one in block.parts))


def _table(block: TableBlock, printing: _Printing) -> None:
    kept = [place for place, column in enumerate(block.columns) if column.is_printed]
    printing.last["table"] = {
        "header": [printing.speak(block.columns[place].title) for place in kept],
        "rows": [[printing.speak(row[place]) for place in kept] for row in block.rows],
    }


def _chart(block: ChartBlock, printing: _Printing) -> None:
    """A part has one drawing, before its lists: after either, a chart begins a part."""
    if printing.last["drawing"] or printing.last["lists"]:
        printing.add("", [Capital(Joined(tuple(one.said for one in block.legend), "; "))])
    printing.last["drawing"] = _part(drawing=BlockDrawer(printing.speak).drawing(block))["drawing"]
    printing.last["caption"] = printing.speak(block.caption)


def _steps(block: StepsBlock, printing: _Printing) -> None:
    """In print there is one order."""
    speak, say = printing.speak, printing.speak.language.say
    first, last, order = speak(block.start.said), speak(block.end.said), block.orders[0]
    rows = rows_of_steps(block, speak, speak(block.start.name), speak(block.end.name))
    mark = say("synthetic") if block.is_synthetic else say("published figures")
    drawing = BlockDrawer(speak).drawing(order.chart) if block.is_counted else None  # of words there is none
    table = {"header": [say("What is replaced"), say("Change"), say("Count")], "rows": rows}
    printing.parts.append(_part(f"{first} → {last} ({mark})", (speak(order.said),), drawing, table=table))


def rows_of_steps(block: StepsBlock, speak: ValueSpeaker, start: str, end: str) -> list[list[str]]:
    """Return the rows of a table of steps, from the figure called `start` to that called `end`."""
    rows = [[start, "", speak(block.start.said)], *(_step(step, speak) for step in block.orders[0].steps)]
    rows += [[speak.language.say("Not explained"), speak(block.left), ""]] if block.left else []
    return [*rows, [end, "", speak(block.end.said)]]


def _step(step: AspectStep, speak: ValueSpeaker) -> list[str]:
    if step.change is None or step.count is None:
        return [speak(Capital(step.name)), speak.language.say("not countable"), ""]
    return [speak(Capital(step.name)), speak(step.change), speak(step.count)]


def _sourced_notes(block: SourcedNotesBlock, printing: _Printing) -> None:
    speak = printing.speak
    said = (" ".join(filter(None, (speak(one.said), speak(one.quoted), one.source))) for one in block.entries)
    printing.enlist("", said)


def _lines(block: LinesBlock, printing: _Printing) -> None:
    printing.enlist(block.title, (f"{opening} {printing.speak(said)}" for opening, said in block.lines))


def _grouped_table(block: GroupedTableBlock, printing: _Printing) -> None:
    speak = printing.speak
    rows = [
        [f"{speak(title)}, {label}", *map(speak, counts)] for title, group in block.groups for label, counts in group
    ]
    printing.last["table"] = {"header": [speak(block.label), *map(speak, block.columns)], "rows": rows}


def _section(block: SectionBlock, printing: _Printing) -> None:
    printing.add(block.title)
    for one in block.blocks:
        PRINTED[type(one)](one, printing)


PRINTED: dict[type[Block], Callable[[Any, _Printing], None]] = {
    HeadingBlock: _heading,
    VerdictBlock: _verdict,
    ParagraphBlock: _paragraph,
    RemarkBlock: _on_pages_alone,
    NotesBlock: _notes,
    FactsBlock: _facts,
    PartsBlock: _parts,
    TableBlock: _table,
    ChartBlock: _chart,
    StepsBlock: _steps,
    SectionBlock: _section,
    SourcedNotesBlock: _sourced_notes,
    LinesBlock: _lines,
    GroupedTableBlock: _grouped_table,
    LinksBlock: _on_pages_alone,
    JumpsBlock: _on_pages_alone,
    LinkBlock: _on_pages_alone,
    MapBlock: _on_pages_alone,
    SignsLegendBlock: _on_pages_alone,
    ProfilesBlock: _on_pages_alone,
    ProfileBlock: _on_pages_alone,
}
"""What prints each kind of block."""
