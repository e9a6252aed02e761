"""What the templates are given of an assessment in one language: its regions, and on each their pages of profiles.

Names are in the order of the alphabet. Nothing here ranks, and nothing adds the answers of a body up to one number.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.protected_assessment import ProtectedAssessment
from schakel.model.assessment import Level, Reply
from schakel.model.assessment_profile import AssessmentProfile
from schakel.publication.charts.drawing import shell
from schakel.publication.charts.maps import Area, draw_areas
from schakel.publication.localisation import Localisation
from schakel.publication.views.profile import ProfileView, ReplyWords, reply_words
from schakel.publication.vocabulary_links import anchor
from schakel_base.text import NOTHING

MOST_ON_A_PAGE = 28  # so that a page stays under 300 kB


@dataclass(frozen=True)
class RegionPage:
    """One page of a region: `number` counts from 1 to `pages`."""

    region: "RegionView"
    number: int
    pages: int
    profiles: tuple[ProfileView, ...]

    @property
    def path(self) -> str:
        """The address of the page from the folder of the language."""
        number = f"-{self.number}" if self.number > 1 else ""
        return f"profiles/{anchor(self.region.name).casefold()}{number}.html"

    @property
    def title(self) -> str:
        """The name of the region, with what is on this page of it where there are several."""
        if self.pages == 1:
            return self.region.name
        first, last = self.profiles[0].name, self.profiles[-1].name
        say = self.region.language.say
        return say("{region}: {first} to {last}", region=self.region.name, first=first, last=last)


@dataclass(frozen=True, eq=False)
class RegionView:
    """One region with those in it that were asked."""

    name: str
    assessment: ProtectedAssessment
    profiles: tuple[AssessmentProfile, ...]
    language: Localisation

    @cached_property
    def pages(self) -> tuple[RegionPage, ...]:
        """Its pages, as even in length as can be."""
        views = [ProfileView(one, self.assessment.assessment, self.language) for one in self.profiles]
        number = -(-len(views) // MOST_ON_A_PAGE)
        bounds = [len(views) * place // number for place in range(number + 1)]
        return tuple(
            RegionPage(self, place + 1, number, tuple(views[bounds[place] : bounds[place + 1]]))
            for place in range(number)
        )

    @cached_property
    def development(self) -> tuple[tuple[str, tuple[tuple[int, tuple[int, ...]], ...]], ...]:
        """By title of theme, for each year, how many questions in the region had each reply when it ended."""
        answered = [year for profile in self.profiles for year in profile.years]
        years = range(min(answered), max(answered) + 1) if answered else ()
        return tuple(
            (
                self.language.label(theme.title),
                tuple((year, self._tally([one.tally(theme, year) for one in self.profiles])) for year in years),
            )
            for theme in self.assessment.assessment.themes
        )

    def _tally(self, tallies: Sequence[Counter[Reply]]) -> tuple[int, ...]:
        return tuple(sum(tally[reply] for tally in tallies) for reply in Reply)


@dataclass(frozen=True)
class AnsweredMap:
    """A map of who answered; `legend` has for each kind of area its class, what it means, and how many there are."""

    title: str
    drawing: Markup
    legend: tuple[tuple[str, str, str], ...]
    source: str


@dataclass(frozen=True, eq=False)
class AssessmentView:
    """The assessment of a release in one language."""

    protected: ProtectedAssessment
    language: Localisation

    @property
    def title(self) -> str:
        """The title of the questionnaire."""
        return self.language.text(self.protected.assessment.title)

    @property
    def regions_called(self) -> str:
        """What regions are called, in the plural."""
        source = self.protected.assessment.profiles
        return self.language.label(source.regions if source else NOTHING)

    @property
    def levels(self) -> tuple[Level, ...]:
        """How far questions go."""
        return self.protected.assessment.levels

    @property
    def replies(self) -> tuple[ReplyWords, ...]:
        """What may be answered, and the absence of an answer, in words."""
        return reply_words(self.protected.assessment, self.language)

    @cached_property
    def regions(self) -> tuple[RegionView, ...]:
        """The regions in the order of the alphabet."""
        ordered = sorted(self.protected.profiles, key=lambda one: alphabetical(one.subject.name))
        names = sorted({one.subject.region for one in ordered}, key=alphabetical)
        return tuple(
            RegionView(name, self.protected, tuple(one for one in ordered if one.subject.region == name), self.language)
            for name in names
        )

    @cached_property
    def last_year(self) -> int:
        """The last year in which anybody answered, 0 where nobody did."""
        return max((one.years[-1] for one in self.protected.profiles if one.years), default=0)

    @cached_property
    def map(self) -> AnsweredMap | None:
        """Who answered when, as a map, if there are boundaries: no area is coloured by what it answered."""
        source = self.protected.assessment.profiles
        if source is None or source.boundaries is None:
            return None
        areas = {one.subject.code: self._area(one) for one in self.protected.profiles}
        numbers = Counter(area.kind for area in areas.values())
        legend = tuple((kind, said, self.language.number(numbers[kind])) for kind, said in self._kinds.items())
        title = self.language.say("Who answered, and when")
        stamp = self.language.say("Synthetic data") if self.protected.synthetic else ""
        box, inside = draw_areas(areas, source.boundaries, stamp)
        described = "; ".join(f"{said}: {number}" for _, said, number in legend)
        drawing = shell(box, inside, title, described, "answered-map")
        return AnsweredMap(title, drawing, legend, self.language.text(source.boundaries.source))

    @cached_property
    def _kinds(self) -> dict[str, str]:
        say = self.language.say
        return {
            "is-certain": say("answered in {year}", year=self.last_year),
            "is-possible": say("answered before {year}", year=self.last_year),
            "is-silent": say("has not answered"),
        }

    def _area(self, profile: AssessmentProfile) -> Area:
        if not profile.years:
            return Area("is-silent", f"{profile.subject.name}: {self._kinds['is-silent']}")
        kind = "is-certain" if profile.years[-1] == self.last_year else "is-possible"
        return Area(kind, f"{profile.subject.name}: {profile.years[-1]}")


def alphabetical(name: str) -> tuple[str, str]:
    """Return what a name is ordered by: its letters and digits, without accents, apostrophes and capitals."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum()), name
