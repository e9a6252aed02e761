"""One profile as pages show it: the replies by theme and level, question by question, then and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from schakel.model.assessment import Assessment, AssessmentQuestion, Reply
from schakel.model.assessment_profile import AssessmentProfile
from schakel.model.naming import anchor
from schakel.model.page_blocks import BodyProfile, ProfileLine, Signs, SignsTable
from schakel.model.sentence import Capital, Joined, Value
from schakel.research.self_assessment.words import NO_ANSWER, words_of


@dataclass(frozen=True, eq=False)
class ProfileMaker:
    """Makes profiles of what bodies answered to a questionnaire."""

    assessment: Assessment

    @cached_property
    def words(self) -> Mapping[str, Value]:
        """What each sign means."""
        return words_of(self.assessment)

    def profile(self, profile: AssessmentProfile) -> BodyProfile:
        """Return the profile of one body."""
        return BodyProfile(
            name=profile.subject.name,
            anchor=anchor(profile.subject.code),
            now=self._now(profile),
            lines=tuple(self._line(question, profile) for question in self.assessment.questions),
            development=self._development(profile),
            path=path_of(profile),
        )

    def _now(self, profile: AssessmentProfile) -> SignsTable:
        """By theme the replies that hold now, for each level; no rows where nothing was ever answered."""
        levels, themes = self.assessment.levels, self.assessment.themes if profile.years else ()
        rows = (
            (Capital(theme.title), tuple(self._by_question(theme.at_level(one.name), profile) for one in levels))
            for theme in themes
        )
        return SignsTable(tuple(Capital(level.label) for level in levels), tuple(rows))

    def _development(self, profile: AssessmentProfile) -> SignsTable:
        """By theme the replies at the end of each year, the yeses first; no rows for a single year."""
        years, themes = profile.years, self.assessment.themes if len(profile.years) > 1 else ()
        rows = (
            (
                Capital(theme.title),
                tuple(self._sorted(profile.tally(theme, year), len(theme.questions)) for year in years),
            )
            for theme in themes
        )
        return SignsTable(tuple(map(str, years)), tuple(rows))

    def _by_question(self, questions: tuple[AssessmentQuestion, ...], profile: AssessmentProfile) -> Signs:
        signs = tuple(_sign(question, profile) for question in questions)
        said = (Joined((one.id, self.words[sign]), " ") for one, sign in zip(questions, signs, strict=True))
        return Signs(signs, Joined(tuple(said)))

    def _sorted(self, tally: Mapping[Reply, int], questions: int) -> Signs:
        # In the order in which replies are declared, not by number: nothing here ranks.
        counts = {reply.value: tally[reply] for reply in Reply}
        counts[NO_ANSWER] = questions - sum(counts.values())
        signs = tuple(sign for sign, count in counts.items() for _ in range(count))
        said = (Joined((str(count), self.words[sign]), " ") for sign, count in counts.items() if count)
        return Signs(signs, Joined(tuple(said)))

    def _line(self, question: AssessmentQuestion, profile: AssessmentProfile) -> ProfileLine:
        answer = profile.latest.get(question.id)
        return ProfileLine(
            question=question.id,
            text=question.question,
            reply=self.words[_sign(question, profile)],
            day=answer.given_on if answer else "",
            evidence=answer.evidence if answer else "",
        )


def path_of(profile: AssessmentProfile) -> str:
    """Return the page of a body in the folder of the language; empty where nothing was ever answered."""
    return f"bodies/{anchor(profile.subject.code).casefold()}.html" if profile.years else ""


def _sign(question: AssessmentQuestion, profile: AssessmentProfile) -> str:
    answer = profile.latest.get(question.id)
    return answer.reply.value if answer else NO_ANSWER
