"""The view of one target in one language: its status, its chart, a line for every edition."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.model.indicator import Status
from schakel.model.target import Target, TargetEdition
from schakel.publication.addresses import Reference, in_monitor
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.target_charts import describe_year, target_chart
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation
from schakel.publication.norms import NormOutcome, YearOfTarget, years_of


@dataclass(frozen=True)
class EditionLine:
    """One edition in words; an empty `decided` means that the document does not say."""

    edition: TargetEdition
    norm: str
    realised: str
    status: str
    decided: str


@dataclass(frozen=True, eq=False)
class TargetView:
    """One target in one language; `number` tells it apart on its page."""

    target: Target
    content: ReleaseContent
    language: Localisation
    number: int

    @property
    def name(self) -> str:
        """The part of addresses that is this target's own."""
        return f"target-{self.number}"

    @property
    def title(self) -> str:
        """What the norm is about."""
        return self.language.label(self.target.title)

    @cached_property
    def years(self) -> tuple[YearOfTarget, ...]:
        """What is known about each year that an edition speaks of."""
        return years_of(self.target, self.content.tables)

    @property
    def is_counted(self) -> bool:
        """Whether a table of this release counts what was realised in any of the years."""
        return any(one.counted for one in self.years)

    @property
    def is_synthetic(self) -> bool:
        """Whether what is counted is made up."""
        return any(one.synthetic for one in self.content.tables if one.indicator.name == self.table)

    @property
    def table(self) -> str:
        """The name of the table that counts it; empty where none does."""
        return self.target.counted_by.table if self.target.counted_by else ""

    @property
    def counted_elsewhere(self) -> tuple[Reference, ...]:
        """The other monitors that publish the table that counts it."""
        if self.is_counted or self.table not in self.content.elsewhere:
            return ()
        page, found = f"indicators/{self.table}.html", self.content.elsewhere[self.table].products
        return tuple(in_monitor(one, page, self.content, self.language) for one in found)

    @cached_property
    def as_published(self) -> tuple[str, ...]:
        """How what others published is related to the norms, one sentence for each outcome."""
        return self._standing(lambda one: one.as_published, self._published)

    @cached_property
    def as_counted(self) -> tuple[str, ...]:
        """How what was counted is related to the norms, one sentence for each outcome."""
        return self._standing(lambda one: one.as_counted, self._counted)

    @property
    def lines(self) -> tuple[tuple[int, tuple[EditionLine, ...]], ...]:
        """For every year the editions that are about it."""
        return tuple((year, tuple(map(self._line, self.target.of_year(year)))) for year in self.target.years)

    @cached_property
    def drawing(self) -> Markup:
        """The chart, drawn."""
        described = (
            f"{one.year}: {', '.join(filter(None, describe_year(one, self.is_synthetic, self.language)))}"
            for one in self.years
        )
        layout = target_chart(self.years, self.is_synthetic, self.language)
        return draw(layout, self.title, "; ".join(described) + ".", f"{self.name}-chart")

    @property
    def has_norms(self) -> bool:
        """Whether any norm was found."""
        return any(one.norm is not None or one.replaced for one in self.years)

    @property
    def has_replaced(self) -> bool:
        """Whether any norm was replaced half-way."""
        return any(one.replaced for one in self.years)

    @property
    def has_gaps(self) -> bool:
        """Whether the realisation of any year was not found."""
        return any(one.published is None for one in self.years)

    def has_realised(self, status: str) -> bool:
        """Whether the chart shows a realisation of this status."""
        return any(one.published is not None and one.published.status == Status(status) for one in self.years)

    def _standing(
        self, outcome_of: Callable[[YearOfTarget], NormOutcome | None], realised: Callable[[YearOfTarget], str]
    ) -> tuple[str, ...]:
        say = self.language.say
        sentences = {
            NormOutcome.REACHED: say("Norm reached: {years}."),
            NormOutcome.MISSED: say("Norm not reached: {years}."),
            NormOutcome.OPEN: say("It is not known whether the norm was reached: {years}."),
            NormOutcome.PARTIAL: say("Not compared with the norm, because the year is not complete: {years}."),
        }
        found = [(outcome_of(one), self._with_norm(one, realised)) for one in self.years if outcome_of(one)]
        # One sentence for an outcome, with its years in it: a list by year would say the same words each time.
        by_outcome = {which: [said for outcome, said in found if outcome is which] for which in sentences}
        return tuple(sentences[which].format(years="; ".join(years)) for which, years in by_outcome.items() if years)

    def _with_norm(self, one: YearOfTarget, realised: Callable[[YearOfTarget], str]) -> str:
        norm = self.language.number(one.norm or 0)
        return self.language.say("{year} ({realised}, norm {norm})", year=one.year, realised=realised(one), norm=norm)

    def _published(self, one: YearOfTarget) -> str:
        assert one.published and one.published.realised is not None
        number = self.language.number(one.published.realised)
        is_provisional = one.published.status is Status.PROVISIONAL
        return f"{number}, {self.language.say('provisional')}" if is_provisional else number

    def _counted(self, one: YearOfTarget) -> str:
        assert one.counted
        return self.language.in_words(one.counted.figure)

    def _line(self, edition: TargetEdition) -> EditionLine:
        say, not_found = self.language.say, self.language.say("not found")
        day = self.language.date(edition.decided_on) if edition.decided_on else ""
        status = {Status.FINAL: say("final"), Status.PROVISIONAL: say("provisional")}
        return EditionLine(
            edition=edition,
            norm=not_found if edition.norm is None else self.language.number(edition.norm),
            realised=not_found if edition.realised is None else self.language.number(edition.realised),
            status=status[edition.status] if edition.status else "",
            decided=", ".join(part for part in (edition.decided_by, day) if part),
        )


def targets_of(content: ReleaseContent, language: Localisation) -> tuple[TargetView, ...]:
    """Return the targets of a release, numbered in their order."""
    return tuple(TargetView(one, content, language, number) for number, one in enumerate(content.targets, start=1))
