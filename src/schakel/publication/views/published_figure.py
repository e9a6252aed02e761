"""The view of figures that others published: in words, by phase, with conflicts side by side."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from schakel.model.indicator import Status
from schakel.model.published_figure import PublishedFigure, title_of_conflict
from schakel.publication.localisation import Localisation
from schakel.publication.speech import ValueSpeaker


@dataclass(frozen=True, eq=False)
class PublishedFigureView:
    """One published figure in one language."""

    figure: PublishedFigure
    language: Localisation

    @property
    def value(self) -> str:
        """The number as exactly as its source gives it: `about 250`, `17–20`."""
        return ValueSpeaker(self.language)(self.figure.said)

    @property
    def status(self) -> str:
        """`provisional`, and nothing for a final figure."""
        return self.language.say("provisional") if self.figure.status is Status.PROVISIONAL else ""

    @property
    def measure(self) -> str:
        """What was counted."""
        return self.language.label(self.figure.measure)

    @property
    def unit(self) -> str:
        """In what it was counted."""
        return self.language.text(self.figure.unit)

    @property
    def apart_from_its_year(self) -> Hashable:
        """All that a reader is told of it besides the number and when: figures that share this are one series."""
        one = self.figure
        return self.measure, self.unit, one.source, one.verified, self.language.text(one.note)


@dataclass(frozen=True)
class FigureGroup:
    """Figures under one title; `name` is the part of addresses that is its own."""

    name: str
    title: str
    figures: tuple[PublishedFigureView, ...]

    @property
    def limit(self) -> str:
        """The first that is a limit, where others give a number: such figures cannot be compared."""
        limits = [one.value for one in self.figures if one.figure.is_limit]
        return limits[0] if 0 < len(limits) < len(self.figures) else ""

    @property
    def rows(self) -> tuple[tuple[PublishedFigureView, ...], ...]:
        """What was counted, year after year: the figures that differ in their years and their number alone."""
        rows: dict[Hashable, list[PublishedFigureView]] = {}
        for view in self.figures:
            rows.setdefault(view.apart_from_its_year, []).append(view)
        return tuple(tuple(row) for row in rows.values())

    @property
    def conflict(self) -> str:
        """The name of the conflict, for figures that differ: that of the answer that explains it."""
        return self.name.removeprefix("conflict-")


def by_phase(figures: Sequence[PublishedFigure], language: Localisation) -> tuple[FigureGroup, ...]:
    """Return the figures by phase of the chain; within a phase by what was counted, then by year."""
    series = {measure: place for place, measure in enumerate(dict.fromkeys(one.measure for one in figures))}
    ordered = sorted(figures, key=lambda one: (series[one.measure], one.year_from, one.year_to))
    return tuple(
        FigureGroup(phase, title, _views(of_phase, language))
        for phase, title in _phases(language).items()
        if (of_phase := [one for one in ordered if one.phase == phase])
    )


def conflicts(figures: Sequence[PublishedFigure], language: Localisation) -> tuple[FigureGroup, ...]:
    """Return the groups of figures that are about nearly the same and differ, in the order of the first of each."""
    names = dict.fromkeys(figure.conflict for figure in figures if figure.conflict)
    return tuple(_conflict(name, [one for one in figures if one.conflict == name], language) for name in names)


def _conflict(name: str, figures: Sequence[PublishedFigure], language: Localisation) -> FigureGroup:
    title = ValueSpeaker(language)(title_of_conflict(figures))
    return FigureGroup(f"conflict-{name}", title, _views(figures, language))


def _views(figures: Sequence[PublishedFigure], language: Localisation) -> tuple[PublishedFigureView, ...]:
    return tuple(PublishedFigureView(figure, language) for figure in figures)


def _phases(language: Localisation) -> dict[str, str]:
    return {
        "signal": language.say("Signals"),
        "report": language.say("Reports and victims"),
        "investigation": language.say("Investigation"),
        "prosecution": language.say("Prosecution"),
        "trial": language.say("Trial"),
        "execution": language.say("Execution"),
        "prevalence": language.say("Estimates of the whole"),
        "recidivism": language.say("Recidivism"),
    }
