"""The view of one recommendation in one language: its status in words, its tables, its sources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from markupsafe import Markup

from schakel.model.recommendation import AnswerStatus, AskedPart, DecidedBy, Recommendation
from schakel.publication.addresses import Reference, in_monitor, page_of
from schakel.publication.answer_pictures import (
    AnswerPicture,
    declared_picture,
    lent_research,
    pictures_of_research,
    pictures_of_tables,
)
from schakel.publication.content import OtherMonitor, ReleaseContent, SaidAnswer, SaidBeside, TableElsewhere
from schakel.publication.localisation import Localisation, capital, localise
from schakel.publication.quotations import Piece, in_one_line, quoted
from schakel.publication.rendering import macro
from schakel.publication.views.research import ResearchView
from schakel.publication.views.tables import TableView
from schakel_base.text import Text


@dataclass(frozen=True)
class Elsewhere:
    """A table that other releases hold: its title, and their titles, which lead to it where they stand beside this."""

    title: str
    products: tuple[Reference, ...]


@dataclass(frozen=True)
class PartView:
    """A part of a recommendation: what it asks, how it looks and is called how far it is answered, and the answer."""

    what: str
    tone: str
    status: str
    short: tuple[Piece, ...]


@dataclass(frozen=True, eq=False)
class AnswerView:
    """One recommendation in one language; `release` are the views of all tables of the release."""

    recommendation: Recommendation
    content: ReleaseContent
    language: Localisation
    release: Sequence[TableView]

    @property
    def name(self) -> str:
        """The name of the recommendation: part of addresses."""
        return self.recommendation.name

    @property
    def title(self) -> str:
        """The title of the recommendation."""
        return self.language.text(self.recommendation.title)

    @property
    def said(self) -> str:
        """What the tables and the first research of this release answer, or which publication does."""
        verdicts = [f"{view.headline} {view.basis}" for view in self.leading]
        return " ".join([*map(in_one_line, self.sentences), *verdicts]) or self.where

    @cached_property
    def sentences(self) -> tuple[tuple[Piece, ...], ...]:
        """The sentences that quote the tables of this release, in pieces; those that quote others are left out."""
        tables = {view.name: view.table for view in self.release}
        asked = self.recommendation
        found = (quoted(one, tables, asked.file, self.language) for one in asked.answer)
        return tuple(pieces for pieces in found if pieces)

    @property
    def is_here(self) -> bool:
        """Whether this release answers it, in part or in full."""
        return bool(self.sentences or self.findings)

    @property
    def needs(self) -> tuple[str, ...]:
        """What is still missing: as declared, and as the first research says."""
        declared = tuple(self.language.label(need) for need in self.recommendation.needs)
        return (*declared, *(need for view in self.leading for need in view.needed))

    @cached_property
    def quotes(self) -> tuple[TableView, ...]:
        """The tables of this release that its sentences quote."""
        named = {piece.table for pieces in self.sentences for piece in pieces}
        return tuple(view for view in self.release if view.name in named)

    @property
    def rests_on(self) -> tuple[Reference, ...]:
        """The tables that the answer quotes, and the data of the first research behind it."""
        tables = (Reference(view.title, f"indicators/{view.name}.html") for view in self.quotes)
        return (*tables, *(Reference(view.rests_on) for view in self.leading))

    @property
    def is_synthetic(self) -> bool:
        """Whether anything that it uses is invented."""
        made_up = [view.table.synthetic for view in self.quotes]
        return any(made_up + [view.answer.synthetic for view in self.leading])

    @cached_property
    def findings(self) -> tuple[ResearchView, ...]:
        """The answers of research in this release, in the order in which the recommendation names them."""
        found = (ResearchView(one, self.language, self.content) for one in self.content.answers)
        answers = {view.name: view for view in found}
        return tuple(answers[name] for name in self.recommendation.research if name in answers)

    @property
    def leading(self) -> tuple[ResearchView, ...]:
        """The research that answers what was asked: the first that is named, if this release holds any."""
        return self.findings[:1]

    @property
    def besides(self) -> tuple[ResearchView, ...]:
        """What was examined besides."""
        return self.findings[1:]

    @property
    def where(self) -> str:
        """Where it is answered without a sentence in this release: by its tables, by other publications, or nowhere."""
        if self.views and not self.decided_in:
            return self.language.say("The page shows what the tables of this publication say about it.")
        titles = [one.label for one in self.answered_in]
        if not titles:
            return self.language.say("No table answers this yet.")
        return self.language.say("The answer is in another publication: {titles}.", titles="; ".join(titles))

    @property
    def answered_in(self) -> tuple[Reference, ...]:
        """The other monitors that answer it, each with its page on it: those that decide the answer, if any does."""
        return self.decided_in or self._pages_in(self._elsewhere.values())

    @property
    def is_settled_here(self) -> bool:
        """Whether this release answers it, and none of another monitor decides the answer."""
        return self.is_here and not self.decided_in

    @property
    def leads(self) -> bool:
        """Whether this release holds research that decides the answer."""
        return bool({view.name for view in self.findings} & set(self.recommendation.decided_by))

    @cached_property
    def decided_in(self) -> tuple[Reference, ...]:
        """The other monitors that hold what decides the answer, each with its page on it."""
        found = self._elsewhere
        return self._pages_in(found[name] for name in self.recommendation.decided_by if name in found)

    def _pages_in(self, elsewhere: Iterable[TableElsewhere]) -> tuple[Reference, ...]:
        found = dict.fromkeys(product for one in elsewhere for product in one.products)
        return tuple(self._in(product, f"recommendations/{self.name}.html") for product in found)

    def _in(self, monitor: OtherMonitor, page: str) -> Reference:
        return in_monitor(monitor, page, self.content, self.language)

    @property
    def tone(self) -> AnswerStatus:
        """How the status looks."""
        return self.recommendation.status(self.content.concluded)

    @property
    def status(self) -> str:
        """How far the recommendation is answered, in words: the same in every release of an edition."""
        return status_in_words(self.tone, self.language)

    @cached_property
    def parts(self) -> tuple[PartView, ...]:
        """What was asked, part by part: what is answered, and what is not."""
        return tuple(map(self._part, self.recommendation.parts))

    def _part(self, part: AskedPart) -> PartView:
        status = part.status(self.content.concluded)
        said = status_in_words(status, self.language)
        return PartView(self.language.text(part.what), status, said, self._short(part, status))

    def _short(self, part: AskedPart, status: AnswerStatus) -> tuple[Piece, ...]:
        """With the figure that answers it where this release holds it, else as declared."""
        if status is AnswerStatus.ANSWERED and part.quoting:
            tables = {view.name: view.table for view in self.release}
            if pieces := quoted(part.quoting, tables, self.recommendation.file, self.language):
                # What was the middle of a sentence opens a line here.
                return (replace(pieces[0], words=capital(pieces[0].words)), *pieces[1:])
        if isinstance(part.decided, DecidedBy) and not part.decided.each_part:
            found = (view.short for view in self.findings if view.name == part.decided.research and view.short)
            if said := next(found, ""):
                return (Piece(said),)
        declared = part.short.get(status)
        return (Piece(self.language.text(declared)),) if declared else (Piece(status_in_words(status, self.language)),)

    @property
    def short(self) -> tuple[Piece, ...]:
        """The answer in one line: the short answers of its parts after each other.

        Where this release does not decide it and no figure of it is in it, it is as a monitor beside this one says it.
        """
        lines = [one.short for one in self.parts]
        if self.said_beside and self.is_said_beside:
            return (Piece(self.language.text(self.said_beside.answer.short)),)
        return tuple(piece for number, line in enumerate(lines) for piece in ((Piece(" "),) if number else ()) + line)

    @property
    def is_said_beside(self) -> bool:
        """Whether the answer in one line is that of another monitor: this one neither decides it nor has a figure."""
        return (
            self.said_beside is not None
            and not self.leads
            and not any(piece.address for one in self.parts for piece in one.short)
        )

    @property
    def short_from(self) -> Reference | None:
        """The other monitor that the answer in one line is from, where no picture of it says so."""
        if self.said_beside is None or not self.is_said_beside or self.picture is None or self.decided_in:
            return None
        return self._in(self.said_beside.monitor, f"recommendations/{self.name}.html")

    @cached_property
    def said_beside(self) -> SaidBeside | None:
        """What another monitor answers: the one that holds what decides it, else the first that holds anything."""
        found = [one for one in self.content.beside if one.answer.name == self.name]
        return min(found, key=lambda one: not one.answer.leads, default=None)

    @cached_property
    def views(self) -> tuple[TableView, ...]:
        """The tables of this release that answer it, in the order in which the recommendation names them."""
        views = {view.name: view for view in self.release}
        return tuple(views[name] for name in self.recommendation.tables if name in views)

    @property
    def has_ranges(self) -> bool:
        """Whether a small chart shows a lower and an upper bound."""
        return any(view.small_chart.has_ranges for view in self.views if view.small_chart)

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """The tables and verdicts that answer it and are in other releases."""
        return tuple(
            Elsewhere(self.language.text(one.title), tuple(self._in(other, self._page(name)) for other in one.products))
            for name, one in self._elsewhere.items()
        )

    @property
    def _elsewhere(self) -> dict[str, TableElsewhere]:
        # What this release shows itself is nowhere else for its readers, even if other monitors publish it too.
        here = {*(view.name for view in self.views), *(view.name for view in self.findings)}
        named = (*self.recommendation.research, *self.recommendation.tables)
        return {name: self.content.elsewhere[name] for name in named if name in self.content.elsewhere.keys() - here}

    def _page(self, name: str) -> str:
        """The page of a release that shows one of its tables or answers."""
        if self.content.elsewhere[name].is_research:
            return f"recommendations/{self.name}.html#research-{name}"
        return f"indicators/{name}.html"

    @cached_property
    def picture(self) -> AnswerPicture | None:
        """What shows the answer at a glance, from another monitor where that decides it."""
        return next(self._pictures(), None)

    @property
    def figure(self) -> Markup:
        """The same as an element of a page; where this release has none, that of a monitor beside it."""
        return self._figure(self.picture) or self._figure_beside

    @property
    def picture_says_where(self) -> bool:
        """Whether its picture is of another monitor, and leads to the answer there."""
        return self.picture.origin is not None if self.picture else bool(self._figure_beside)

    @property
    def own_figure(self) -> Markup:
        """The same without pictures of other monitors."""
        return self._figure(next((one for one in self._pictures() if one.origin is None), None))

    @property
    def _figure_beside(self) -> Markup:
        if self.said_beside is None:
            return Markup()
        answer = self.said_beside.answer
        origin = self._in(self.said_beside.monitor, f"recommendations/{self.name}.html")
        said = macro("parts.html", "origin")(origin, answer.synthetic, self.language.say)
        # Within the figure, so that whoever copies the picture takes along whose it is.
        return Markup(self.language.text(answer.picture).replace("</figure>", f"{said}</figure>"))

    def _pictures(self) -> Iterator[AnswerPicture]:
        """What can show the answer, the best first."""
        asked, lent = self.recommendation, lent_research(self.recommendation, self.content, self.language)
        yield from declared_picture(asked, self.release, self.language)
        yield from pictures_of_research(lent, next(iter(self.decided_in), None))
        yield from pictures_of_research(self.findings)
        yield from pictures_of_tables(asked, self.views)

    def _figure(self, picture: AnswerPicture | None) -> Markup:
        if picture is None:
            return Markup()
        return macro("parts.html", "picture")(picture, f"picture-{self.name}", self.language.say)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The pages that show a file of the alliance that belongs to it."""
        found = (self._reference(PurePosixPath(file)) for file in self.recommendation.reference)
        return tuple(one for one in found if one)

    def _reference(self, file: PurePosixPath) -> Reference | None:
        scheme = next(
            (one for one in self.content.schemes if f"vocabulary/{one.name}" == str(file.with_suffix(""))), None
        )
        if scheme:
            return Reference(self.language.text(scheme.title), page_of(scheme))
        if file.parts[0] == "targets":
            return Reference(self.language.say("Targets: norm and result"), "targets.html")
        if str(file) == "reference/published-figures.csv":
            return Reference(self.language.say("Published figures"), "published-figures.html")
        return None


def status_in_words(status: AnswerStatus, language: Localisation) -> str:
    """Say how far something is answered."""
    return {
        AnswerStatus.ANSWERED: language.say("answered"),
        AnswerStatus.REFUSED: language.say("refused, with reasons"),
        AnswerStatus.PARTLY: language.say("partly answered"),
        AnswerStatus.WAITING: language.say("not answered yet"),
    }[status]


def said_answers(content: ReleaseContent) -> Iterator[SaidAnswer]:
    """Yield what a release answers, in all its languages; of what other releases answer it says nothing."""
    languages = [localise(tag) for tag in content.languages]
    views = [[TableView(table, content, language) for table in content.tables] for language in languages]
    for asked in content.recommendations:
        spoken = [AnswerView(asked, content, *one) for one in zip(languages, views, strict=True)]
        if spoken[0].is_here:
            tags = [view.language.language for view in spoken]
            yield SaidAnswer(
                number=asked.number,
                name=asked.name,
                title=asked.title,
                status=spoken[0].tone,
                short=Text(dict(zip(tags, (in_one_line(view.short) for view in spoken), strict=True))),
                picture=Text(dict(zip(tags, (view.own_figure for view in spoken), strict=True))),
                synthetic=spoken[0].is_synthetic,
                leads=spoken[0].leads,
            )
