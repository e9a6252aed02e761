"""The pages of a single answer: their blocks, the links to them, and their search entries.

Answers of one kind share a collection: a page in the main menu that leads to the pages of each, and a chapter of the
report.
"""

from dataclasses import dataclass

from schakel.model.blocks import Block, SectionBlock
from schakel.model.sentence import Sentence, Value


@dataclass(frozen=True)
class SearchEntry:
    """What search finds on a page: its title, words about it, and the part of the page that it is."""

    title: Value
    words: Value
    part: str = ""


@dataclass(frozen=True)
class AnswerPage:
    """A page: its path in the folder of a language, its title, what is under the title, its sections, its entries.

    `counted_as` is the code of a category under which tables count what the page is about: it then shows their figures.
    """

    path: str
    title: Value
    sections: tuple[SectionBlock, ...]
    opening: tuple[Block, ...] = ()
    entries: tuple[SearchEntry, ...] = ()
    counted_as: str = ""


@dataclass(frozen=True)
class AnswerCard:
    """An answer in short, on the page of its collection: lines, the first words of each in bold."""

    title: Value
    path: str
    lines: tuple[tuple[Value, Value], ...]
    flag: Value


@dataclass(frozen=True)
class PrintedEssay:
    """A part of the chapter in the report: its title, sentences, and blocks."""

    title: Value
    blocks: tuple[Block, ...]
    said: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Collection:
    """What answers of one kind share.

    Attributes
    ----------
    path
        The page that leads to all of them, in the folder of a language.
    after
        The page after which that is in the main menu.
    label
        What the menu, the search and the chapter of the report call it.
    title, lead
        Its title, and a sentence or two under that.
    printed_lead
        What the chapter of the report opens with.
    is_marked
        Whether titles carry the mark of invented data; else its blocks do.
    """

    path: str
    after: str
    label: Sentence
    title: Value
    lead: Value
    printed_lead: Value
    is_marked: bool = False


@dataclass(frozen=True)
class OwnPages:
    """The pages of an answer in its collection.

    Attributes
    ----------
    card, front
        What the page of the collection shows of it: a card, or sections of its own.
    pages
        The pages of the answer.
    essays
        What the report prints of it.
    first
        What the first page of the release shows of it, if anything.
    """

    collection: Collection
    pages: tuple[AnswerPage, ...]
    essays: tuple[PrintedEssay, ...]
    card: AnswerCard | None = None
    front: tuple[SectionBlock, ...] = ()
    first: tuple[SectionBlock, ...] = ()
