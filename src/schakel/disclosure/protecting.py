"""Step two of four: everything gathered is protected together and attacked; the result may leave.

A figure that two products show is the same in both, and what one of them hides the other does not tell. Nor does it
tell what an earlier release hid: whoever attacks knows all that left before, and all that was answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from schakel.disclosure.answers import ProtectedAnswer, protect_answer
from schakel.disclosure.certificates import Certificates
from schakel.disclosure.gathered import GatheredProduct, GatheredRelease, GatheredTogether
from schakel.disclosure.protect import ProtectedTogether, protect_together
from schakel.disclosure.protected import ProtectedTable
from schakel.model.recommendation import Concluded
from schakel_base.progress import Progress, silent
from schakel_protection import find_profile
from schakel_protection.releases import ReleaseRecord


@dataclass(frozen=True, eq=False)
class Deciding:
    """What research concluded, by the name of the question, and the answers among these that use public data alone."""

    concluded: Mapping[str, Concluded]
    public: Mapping[str, ProtectedAnswer]


@dataclass(frozen=True, eq=False)
class ProtectedProduct:
    """A product as it leaves, what decides its recommendations, and what it gives away, for the release ledger."""

    tables: tuple[ProtectedTable, ...]
    quality: tuple[ProtectedTable, ...]
    answers: tuple[ProtectedAnswer, ...]
    deciding: Deciding
    release: ReleaseRecord


@dataclass(frozen=True, eq=False)
class Protecting:
    """Protects the products of an edition; what is protected once serves all that leave under one profile.

    Parameters
    ----------
    seed
        The secret from which the choice between roundings is drawn.
    certificates
        What was protected for this edition before.
    epochs
        All that can be asked of the epochs that are open.
    """

    edition: str
    seed: bytes = field(repr=False)
    certificates: Certificates
    epochs: Sequence[ReleaseRecord] = ()
    progress: Progress = silent
    _together: dict[tuple[str, tuple[str, ...]], ProtectedTogether] = field(default_factory=dict)

    def protect(self, gathered: GatheredRelease, ledger: Sequence[ReleaseRecord]) -> ProtectedProduct:
        """Return a product as it leaves, knowing what left before.

        Raises
        ------
        DisclosureError
            If something of it cannot be protected.
        """
        own, together = gathered.leaving.own, self._protect(gathered.leaving, ledger)
        return ProtectedProduct(
            tuple(together.tables[one.name] for one in own.tables),
            # One of which nothing is listed has nothing to tell.
            tuple(table for one in own.quality if (table := together.tables[one.name]).cells),
            tuple(self._answers(own, together)),
            self._concluding(gathered.deciding, ledger),
            together.release(own.product.name, self.edition, own.names),
        )

    def _concluding(self, deciding: Iterable[GatheredTogether], ledger: Sequence[ReleaseRecord]) -> Deciding:
        """What the research of products that decide a recommendation says.

        Conclusions rest on figures as they are protected, and hold none: so each release may tell those of others.
        """
        found: dict[str, Concluded] = {}
        lent: dict[str, ProtectedAnswer] = {}
        for gathered in deciding:
            together = self._protect(gathered, ledger)
            asked = gathered.own.product.research
            leaving = {one.question.name: one for one in self._answers(gathered.own, together)}
            answers = {name: one for name, one in leaving.items() if name in asked}
            found = {name: one.commentary.conclusion.concluded for name, one in answers.items()} | found
            lent |= answers if find_profile(gathered.own.product.profile).public else {}
        return Deciding(found, lent)

    def _protect(self, gathered: GatheredTogether, ledger: Sequence[ReleaseRecord]) -> ProtectedTogether:
        """Keep all other editions in mind; other products of this one only where they say otherwise.

        As a rule these were protected together with this product, so that they tell nothing that it does not.
        """
        before = self._left_before(ledger, gathered.own.product.name)
        # Without what left of this edition, the order in which its products are published makes no difference to their
        # figures.
        together = self._knowing(gathered, [one for one in before if one.edition != self.edition])
        beside = [one for one in before if one.edition == self.edition]
        otherwise = any(together.all_released.differs(one) for one in beside)
        if not otherwise:
            return together
        return self._knowing(gathered, [replace(one, beside=one.edition == self.edition) for one in before])

    def _left_before(self, ledger: Sequence[ReleaseRecord], product: str) -> tuple[ReleaseRecord, ...]:
        """What left before a release: all, or what left and was asked before it, if it left already."""
        releases = tuple(takewhile(lambda one: (one.product, one.edition) != (product, self.edition), ledger))
        is_new, number = len(releases) == len(ledger), len(releases)
        asked = [one for one in self.epochs if is_new or (one.after is not None and one.after <= number)]
        return (*releases, *asked)

    def _answers(self, own: GatheredProduct, together: ProtectedTogether) -> Iterator[ProtectedAnswer]:
        for answer, statement in own.answers:
            yield protect_answer(answer, own.product.profile, together.stated[statement.name], self.seed)

    def _knowing(self, gathered: GatheredTogether, before: Sequence[ReleaseRecord]) -> ProtectedTogether:
        """Protect what was gathered, once for all products under its profile that know the same."""
        profile = gathered.own.product.profile
        # What is protected together follows from the profile, and what is known from the names of releases: a release
        # never changes.
        key = profile, tuple(one.name for one in before)
        if key not in self._together:
            tables = {one.name: one for product in gathered.together for one in product.all_tables}
            statements = [one for product in gathered.together for one in product.statements]
            self._together[key] = protect_together(
                list(tables.values()), profile, before, statements, self.seed, self.certificates, self.progress
            )
        return self._together[key]
