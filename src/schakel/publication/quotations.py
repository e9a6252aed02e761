"""A declared sentence with its figures filled in: each is read from a table of the release, and leads to its cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from schakel.disclosure.protected import ProtectedTable
from schakel.model.recommendation import COUNT, AnswerSentence, QuotedFigure
from schakel.publication.arrangement import Cells
from schakel.publication.localisation import Localisation
from schakel.publication.tabulation import address_of
from schakel_base.errors import DeclarationError, Fault


@dataclass(frozen=True)
class Piece:
    """Words of a sentence; those of a figure have its table, and the address of its cell within the page of that."""

    words: str
    table: str = ""
    cell: str = ""

    @property
    def address(self) -> str:
        """The address of the figure, from the folder of the language; empty where it is none."""
        return f"indicators/{self.table}.html#{self.cell}" if self.table else ""


def quoted(
    sentence: AnswerSentence, tables: Mapping[str, ProtectedTable], file: str, language: Localisation
) -> tuple[Piece, ...]:
    """Return a sentence in pieces; none where the release does not hold every table that it quotes.

    `file` is where the sentence is declared.

    Raises
    ------
    DeclarationError
        If a table has no such cell.
    """
    if any(figure.table not in tables for figure in sentence.figures.values()):
        return ()
    found: list[Piece] = []
    # Taken apart and not filled in, since each figure leads to a cell of its own.
    for words, place, _, _ in Formatter().parse(language.text(sentence.text)):
        found += [Piece(words)] if words else []
        if place is not None:
            figure = sentence.figures[place]
            found.append(_figure(figure, tables[figure.table], file, language))
    return tuple(found)


def in_one_line(pieces: tuple[Piece, ...]) -> str:
    """Return a sentence without its addresses."""
    return "".join(piece.words for piece in pieces)


def _figure(asked: QuotedFigure, table: ProtectedTable, file: str, language: Localisation) -> Piece:
    cell = Cells(table).get(dict(asked.at))
    figures = cell and {COUNT: cell.count, **cell.statistics}
    if cell is None or not figures or asked.measure not in figures:
        where = ", ".join(f"{name}={code}" for name, code in asked.at.items()) or "its total"
        raise DeclarationError(Fault(f"The table `{asked.table}` has no {asked.measure} at {where}.", file))
    words = language.in_words(figures[asked.measure], asked.measure)
    return Piece(words, asked.table, address_of(table, cell))
