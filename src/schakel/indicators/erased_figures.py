"""Refuses the answer to a recommendation if the rows behind its figures have been erased.

Which categories a table has follows from its rows, so that the first years of a series go with them. A sentence that
quotes such a year has no figure left; one that names years and quotes a total would say of them what was counted in
fewer. Elsewhere a figure that no table has is a fault of the declaration.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from schakel.indicators.open_edition import OpenEdition
from schakel.model.delivery import ErasureCause
from schakel.model.recommendation import (
    AnswerSentence,
    AnswerStatus,
    AskedPart,
    DeclaredPicture,
    QuotedFigure,
    Recommendation,
)
from schakel_base.text import Text

_GONE = {
    ErasureCause.RAN_OUT: Text(
        {
            "en": "This is answered no longer: data that it rests on were erased, because their retention ended.",
            "es": "Ya no tiene respuesta: se borraron datos en los que se basa, pues terminó su conservación.",
            "nl": "Hier is geen antwoord meer op: gegevens erachter zijn gewist, omdat hun bewaartermijn om is.",
        }
    ),
    ErasureCause.WITHDRAWN: Text(
        {
            "en": "This is answered no longer: data that it rests on were withdrawn.",
            "es": "Ya no tiene respuesta: se retiraron datos en los que se basa.",
            "nl": "Hier is geen antwoord meer op: gegevens erachter zijn ingetrokken.",
        }
    ),
}

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def still_answered(edition: OpenEdition) -> tuple[Recommendation, ...]:
    """Return the recommendations of the alliance of an edition; what quotes a figure of erased rows is refused."""
    causes = {one.cause for receipt in edition.receipts.values() for one in receipt.erased if one.rows}
    if not causes:
        return edition.alliance.recommendations
    said = _GONE[ErasureCause.RAN_OUT if ErasureCause.RAN_OUT in causes else ErasureCause.WITHDRAWN]
    erased = _Erased(edition, said)
    return tuple(erased.in_recommendation(one) for one in edition.alliance.recommendations)


@dataclass(frozen=True, eq=False)
class _Erased:
    """The categories that the tables of an edition still have, and what is said in place of a figure that is gone."""

    edition: OpenEdition
    said: Text
    _codes: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def in_recommendation(self, asked: Recommendation) -> Recommendation:
        """Return a recommendation without what quotes a figure that is gone."""
        picture = asked.picture
        return replace(
            asked,
            parts=tuple(self._in_part(one) for one in asked.parts),
            answer=tuple(self._sentences(asked.answer)),
            picture=None if picture and self._is_gone(picture) else picture,
        )

    def _in_part(self, part: AskedPart) -> AskedPart:
        if part.quoting is None or not self._is_lost(part.quoting):
            return part
        short = {**part.short, AnswerStatus.REFUSED: self.said}
        return replace(part, decided=AnswerStatus.REFUSED, short=short, quoting=None)

    def _sentences(self, answer: Iterable[AnswerSentence]) -> Iterator[AnswerSentence]:
        told = False
        for one in answer:
            if not self._is_lost(one):
                yield one
            elif not told:
                told = True  # once is enough, however many sentences quoted what is gone
                yield replace(one, text=self.said)  # with its figures, which say in which releases it is shown

    def _is_lost(self, sentence: AnswerSentence) -> bool:
        """Whether a figure of a sentence is gone, or no longer counts all of the years that the sentence names."""
        names_years = any(map(_YEAR.search, sentence.text.by_language.values()))
        quoted = sentence.figures.values()
        return any(map(self._is_gone, quoted)) or (names_years and any(self._counts_fewer(one.table) for one in quoted))

    def _counts_fewer(self, table: str) -> bool:
        """Whether a partner that says something of the units of a table has lost rows."""
        alliance = self.edition.alliance
        losing = {
            one.delivery.partner for one in self.edition.receipts.values() if any(gone.rows for gone in one.erased)
        }
        units = {
            key.unit for partner in losing & {*alliance.partners} for key in alliance.partners[partner].contract.units
        }
        return alliance.indicators[table].unit in units

    def _is_gone(self, quoted: QuotedFigure | DeclaredPicture) -> bool:
        if quoted.table not in self._codes:
            table = self.edition.table(quoted.table)
            self._codes[quoted.table] = {
                dimension.name: {category.code for category in dimension.categories} for dimension in table.dimensions
            }
        return any(code not in self._codes[quoted.table][name] for name, code in quoted.at.items())
