"""The regions of the bodies that answered, with their pages and their answers over the years."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from schakel.model.assessment import Assessment, Reply
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.naming import alphabetical, anchor
from schakel.model.sentence import Value
from schakel.research.self_assessment.words import say
from schakel_base.text import Text

MOST_ON_A_PAGE = 60  # so that a page stays under 300 kB

YearTally = tuple[str, tuple[int, ...]]
"""A year, and how many questions had each reply when it ended."""


@dataclass(frozen=True)
class RegionPage:
    """One page of a region: `number` counts from 1 to `pages`."""

    region: "Region"
    number: int
    pages: int
    profiles: tuple[AssessmentProfile, ...]

    @property
    def path(self) -> str:
        """The address of the page from the folder of the language."""
        number = f"-{self.number}" if self.number > 1 else ""
        return f"profiles/{anchor(self.region.name).casefold()}{number}.html"

    @property
    def title(self) -> Value:
        """The name of the region, with what is on this page of it where there are several."""
        if self.pages == 1:
            return self.region.name
        first, last = self.profiles[0].subject.name, self.profiles[-1].subject.name
        return say("{region}: {first} to {last}", region=self.region.name, first=first, last=last)


@dataclass(frozen=True, eq=False)
class Region:
    """One region with those in it that were asked, in the order of the alphabet."""

    name: str
    assessment: Assessment
    profiles: tuple[AssessmentProfile, ...]

    @cached_property
    def pages(self) -> tuple[RegionPage, ...]:
        """Its pages, as even in length as can be."""
        number = -(-len(self.profiles) // MOST_ON_A_PAGE)
        # Divided and not cut off at the most, so that the last page is not left with one or two.
        bounds = [len(self.profiles) * place // number for place in range(number + 1)]
        return tuple(
            RegionPage(self, place + 1, number, self.profiles[bounds[place] : bounds[place + 1]])
            for place in range(number)
        )

    @cached_property
    def development(self) -> tuple[tuple[Text, tuple[YearTally, ...]], ...]:
        """By title of theme, for each year, how many questions in the region had each reply when it ended."""
        answered = [year for profile in self.profiles for year in profile.years]
        # Every year between, also one in which nobody answered: what was answered before is still in force then.
        years = range(min(answered), max(answered) + 1) if answered else ()
        return tuple(
            (
                theme.title,
                tuple((str(year), _tally([one.tally(theme, year) for one in self.profiles])) for year in years),
            )
            for theme in self.assessment.themes
        )


def _tally(tallies: Sequence[Counter[Reply]]) -> tuple[int, ...]:
    return tuple(sum(tally[reply] for tally in tallies) for reply in Reply)


def regions_of(assessment: Assessment, profiles: Sequence[AssessmentProfile]) -> Iterator[Region]:
    """Yield the regions, in the order of the alphabet."""
    ordered = sorted(profiles, key=lambda one: alphabetical(one.subject.name))
    for name in sorted({one.subject.region for one in ordered}, key=alphabetical):
        yield Region(name, assessment, tuple(one for one in ordered if one.subject.region == name))
