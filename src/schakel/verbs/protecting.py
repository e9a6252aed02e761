"""Second of four: all products of an edition under one profile are protected together, and attacked.

A figure that two products show is the same in both, and what one of them hides the other does not tell. Nor does it
tell what an earlier release hid: whoever attacks knows all that left before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from schakel.disclosure.answers import ProtectedAnswer, protect_answer
from schakel.disclosure.protect import ProtectedTogether, protect_together
from schakel.disclosure.protected import ProtectedTable
from schakel.disclosure.protected_assessment import ProtectedAssessment
from schakel.model.product import Product
from schakel.model.recommendation import Concluded
from schakel.publication.content import ExplainedDifference
from schakel.verbs.assessing import protected_assessment
from schakel.verbs.comparing_figures import explained_difference
from schakel.verbs.gathering import GatheredProduct, Gathering
from schakel.verbs.open_edition import OpenEdition
from schakel_protection import ReleaseRecord
from schakel_protection.releases import differs


@dataclass(frozen=True, eq=False)
class ProtectedProduct:
    """A product as it leaves: its own part of what was protected together, and the profiles of its assessment."""

    gathered: GatheredProduct
    together: ProtectedTogether
    assessment: ProtectedAssessment | None

    @property
    def tables(self) -> tuple[ProtectedTable, ...]:
        """The tables of its indicators."""
        return tuple(self.together.tables[one.name] for one in self.gathered.tables)

    @property
    def quality(self) -> tuple[ProtectedTable, ...]:
        """The tables about the deliveries."""
        return tuple(self.together.tables[one.name] for one in self.gathered.quality)

    def answers(self) -> Iterator[ProtectedAnswer]:
        """Yield the answers of research that leave with it."""
        for answer, statement in self.gathered.answers:
            yield protect_answer(answer, self.gathered.product.profile, self.together.stated[statement.name])

    def differences(self) -> Iterator[ExplainedDifference]:
        """Yield the comparisons of figures that it declares."""
        for walks, statement in self.gathered.comparisons:
            figures = self.together.stated[statement.name].figures
            yield explained_difference(walks, self.gathered.product.profile, figures)

    def release(self, edition: str) -> ReleaseRecord:
        """Return what it gives away, for the release ledger."""
        return self.together.release(self.gathered.product.name, edition, self.gathered.names)


@dataclass(frozen=True, eq=False)
class Protecting:
    """The products of an edition on their way out; what is protected once serves all that leave under one profile."""

    gathering: Gathering
    _together: dict[tuple[str, tuple[str, ...]], ProtectedTogether] = field(default_factory=dict)

    @classmethod
    def of(cls, edition: OpenEdition) -> "Protecting":
        """Begin with an edition of which nothing was gathered yet."""
        return cls(Gathering(edition))

    def protect(self, gathered: GatheredProduct, before: Sequence[ReleaseRecord]) -> ProtectedProduct:
        """Return a product as it leaves, knowing what left `before`.

        Raises
        ------
        DisclosureError
            If a table leaves under two profiles or cannot be protected, or an assessment rests on personal data.
        """
        assessment = protected_assessment(self.gathering.edition, gathered.product)
        return ProtectedProduct(gathered, self._protect(gathered.product, before), assessment)

    def concluded(self, before: Callable[[Product], Sequence[ReleaseRecord]]) -> dict[str, Concluded]:
        """Return what the research concluded that decides a recommendation, of whichever product may leave with it.

        Conclusions rest on figures as they are protected, and hold none: so each release may tell those of others.
        `before` returns what left before a product.
        """
        asked = self.gathering.edition.alliance.recommendations
        deciding = {name for one in asked for name in one.decided_by}
        found: dict[str, Concluded] = {}
        for gathered in self.gathering.leaving():
            if deciding & set(gathered.product.research):
                together = self._protect(gathered.product, before(gathered.product))
                for answer in ProtectedProduct(gathered, together, None).answers():
                    found.setdefault(answer.question.name, answer.commentary.conclusion.concluded)
        return found

    def _protect(self, product: Product, before: Sequence[ReleaseRecord]) -> ProtectedTogether:
        """Keep all other editions in mind; other products of this one only where they say otherwise.

        As a rule these were protected together with this product, so that they tell nothing that it does not.
        """
        here = self.gathering.edition.name
        together = self._knowing(product, [one for one in before if one.edition != here])
        beside = [one for one in before if one.edition == here]
        otherwise = any(differs(together.all_released, one) for one in beside)
        return self._knowing(product, before) if otherwise else together

    def _knowing(self, product: Product, before: Sequence[ReleaseRecord]) -> ProtectedTogether:
        """Protect a product with all that leaves beside it, once for all of these."""
        key = product.profile, tuple(one.name for one in before)
        if key not in self._together:
            leaving = self.gathering.gather_beside(product)
            tables = {one.name: one for gathered in leaving for one in gathered.all_tables}
            statements = [one for gathered in leaving for one in gathered.statements]
            self._together[key] = protect_together(list(tables.values()), product.profile, before, statements)
        return self._together[key]
