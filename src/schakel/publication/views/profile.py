"""What the templates are given of one profile in one language: the replies by theme and level, then and now."""

from dataclasses import dataclass
from functools import cache, cached_property

from markupsafe import Markup

from schakel.model.assessment import Assessment, AssessmentQuestion, Reply
from schakel.model.assessment_profile import AssessmentProfile
from schakel.publication.localisation import Localisation
from schakel.publication.vocabulary_links import anchor

_STEP = 19  # from one sign to the next
NO_ANSWER = "none"  # a question that was not answered: not the same as the answer that it is unknown


@dataclass(frozen=True)
class ReplyWords:
    """A reply as pages show it: the name of its sign, and its word."""

    sign: str
    word: str


def reply_words(assessment: Assessment, language: Localisation) -> tuple[ReplyWords, ...]:
    """Return the four replies and the absence of one."""
    replies = (ReplyWords(reply, language.text(assessment.replies[reply])) for reply in Reply)
    return (*replies, ReplyWords(NO_ANSWER, language.say("not answered")))


@dataclass(frozen=True)
class Signs:
    """Replies beside each other, and what they say to those who do not see them."""

    replies: tuple[ReplyWords, ...]
    said: str

    @property
    def drawing(self) -> Markup:
        """The signs beside each other as one image; nothing where there are none."""
        return _drawn(self)


@cache  # hundreds of bodies answer alike
def _drawn(signs: Signs) -> Markup:
    if not signs.replies:
        return Markup()
    drawn = (
        Markup('<use href="#{}"{}/>').format(reply.sign, Markup(f' x="{_STEP * place}"') if place else "")
        for place, reply in enumerate(signs.replies)
    )
    shell = Markup('<svg class="replies" width="{}" height="16" role="img" aria-label="{}">{}</svg>')
    return shell.format(_STEP * len(signs.replies), signs.said, Markup().join(drawn))


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer; `day` and `evidence` are empty where there is none."""

    question: str
    text: str
    reply: ReplyWords
    day: str
    evidence: str


@dataclass(frozen=True, eq=False)
class ProfileView:
    """One profile in one language."""

    profile: AssessmentProfile
    assessment: Assessment
    language: Localisation

    @property
    def name(self) -> str:
        """The name of the subject."""
        return self.profile.subject.name

    @property
    def anchor(self) -> str:
        """The anchor of the profile on its page."""
        return anchor(self.profile.subject.code)

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which anything was answered."""
        return self.profile.years

    @property
    def picture(self) -> tuple[tuple[str, tuple[Signs, ...]], ...]:
        """By title of theme the replies that hold now, for each level."""
        return tuple(
            (
                self.language.label(theme.title),
                tuple(self._by_question(theme.at_level(level.name)) for level in self.assessment.levels),
            )
            for theme in self.assessment.themes
        )

    @property
    def development(self) -> tuple[tuple[str, tuple[Signs, ...]], ...]:
        """By title of theme the replies at the end of each year, the yeses first."""
        return tuple(
            (
                self.language.label(theme.title),
                tuple(self._sorted(self.profile.tally(theme, year), len(theme.questions)) for year in self.years),
            )
            for theme in self.assessment.themes
        )

    @property
    def lines(self) -> tuple[AnswerLine, ...]:
        """Every question with its answer."""
        return tuple(self._line(question) for question in self.assessment.questions)

    @cached_property
    def _words(self) -> dict[str, ReplyWords]:
        return {words.sign: words for words in reply_words(self.assessment, self.language)}

    def _reply(self, question: AssessmentQuestion) -> ReplyWords:
        answer = self.profile.latest.get(question.id)
        return self._words[answer.reply if answer else NO_ANSWER]

    def _by_question(self, questions: tuple[AssessmentQuestion, ...]) -> Signs:
        replies = tuple(map(self._reply, questions))
        said = (f"{question.id} {reply.word}" for question, reply in zip(questions, replies, strict=True))
        return Signs(replies, ", ".join(said))

    def _sorted(self, tally: dict[Reply, int], questions: int) -> Signs:
        counts = [(self._words[reply], tally[reply]) for reply in Reply]
        counts.append((self._words[NO_ANSWER], questions - sum(count for _, count in counts)))
        replies = tuple(words for words, count in counts for _ in range(count))
        return Signs(replies, ", ".join(f"{count} {words.word}" for words, count in counts if count))

    def _line(self, question: AssessmentQuestion) -> AnswerLine:
        answer = self.profile.latest.get(question.id)
        return AnswerLine(
            question=question.id,
            text=self.language.text(question.question),
            reply=self._reply(question),
            day=self.language.date(answer.given_on) if answer else "",
            evidence=self.language.text(answer.evidence) if answer else "",
        )
