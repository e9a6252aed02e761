"""What the templates are given of one target in one language: its chart, and a line for every edition."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.model.indicator import Status
from schakel.model.target import Target, TargetEdition
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.target_charts import describe_year, realised_of, target_chart
from schakel.publication.localisation import Localisation


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

    @property
    def lines(self) -> tuple[tuple[int, tuple[EditionLine, ...]], ...]:
        """For every year the editions that speak of it."""
        return tuple((year, tuple(map(self._line, self.target.of_year(year)))) for year in self.target.years)

    @cached_property
    def drawing(self) -> Markup:
        """The chart, drawn."""
        years = (f"{year}: {', '.join(describe_year(self.target, year, self.language))}" for year in self.target.years)
        description = "; ".join(years) + "."
        return draw(target_chart(self.target, self.language), self.title, description, f"{self.name}-chart")

    @property
    def has_norms(self) -> bool:
        """Whether any norm was found."""
        return any(edition.norm is not None for edition in self.target.editions)

    @property
    def has_gaps(self) -> bool:
        """Whether the realisation of any year was not found."""
        return any(realised_of(self.target.of_year(year)) is None for year in self.target.years)

    def has_realised(self, status: str) -> bool:
        """Whether the chart shows a realisation of this status."""
        counting = (realised_of(self.target.of_year(year)) for year in self.target.years)
        return any(one is not None and one.status == Status(status) for one in counting)

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
