"""How many have a new case? A cohort of persons of the chain, followed by kind of recidivism, as a whole and by part.

Persons are counts that leave with all tables; shares of them are no finer than the persons are rounded to. Of a
refusal no share leaves, and its reasons without counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce

from schakel.model.alliance import Alliance
from schakel.model.answer import Answer, Commentary, Conclusion, Count, Number, OpenList, Partition, Record, Share
from schakel.model.asked import Asked
from schakel.model.blocks import (
    Block,
    ChartBlock,
    CurveDrawing,
    CurvePoint,
    HeadingBlock,
    LegendEntry,
    LegendSample,
    NamedFact,
    NotesBlock,
    PartLine,
    PartsBlock,
    TableBlock,
    TableColumn,
    VerdictBlock,
)
from schakel.model.figure import Figures
from schakel.model.sentence import Capital, Form, Joined, Percent, Ref, Sentence, Value, say
from schakel.research.recidivism.question import RecidivismPart, RecidivismQuestion
from schakel.research.verdicts import SaidVerdict, VerdictKind, said_verdict
from schakel.research.words import ALL_TOGETHER, FOR_EACH_PART, WITH_CAUTION, part_labels
from schakel_base.text import Text
from schakel_base.verdict import Basis, Gate
from schakel_recidivism.cohort import Clock, Enough, Start

LINKAGES = "linkage range"

GATES: dict[str, tuple[str, str]] = {
    "follow-up": (
        "Nobody has been followed for so many years yet.",
        "Niemand is al zoveel jaren gevolgd.",
    ),
    "persons": (
        "Fewer persons could be followed than the rule asks for ({threshold}).",
        "Er konden minder personen gevolgd worden dan de regel vraagt ({threshold}).",
    ),
    "events": (
        "Fewer persons have a new case than the rule asks for ({threshold}).",
        "Minder personen hebben een nieuwe zaak dan de regel vraagt ({threshold}).",
    ),
    "half width": (
        "The interval is wider than the rule allows ({threshold} to either side).",
        "Het interval is breder dan de regel toestaat ({threshold} naar weerszijden).",
    ),
}
"""What is said of a gate: the rule, and nothing that was counted."""
THRESHOLDS = {"at least": "ten minste", "at most": "ten hoogste"}


@dataclass(frozen=True)
class _Followed:
    """One kind of recidivism in one part, without its numbers: their names, and the years of each clock."""

    kind: str
    code: str
    verdict: SaidVerdict
    years: Mapping[Clock, tuple[int, ...]]

    @property
    def persons(self) -> str:
        return f"persons/{self.code}"

    def share(self, clock: Clock, year: int, what: str = "") -> str:
        return _share_name(self.kind, self.code, clock, year, what)

    def is_shown(self, figures: Figures) -> bool:
        """Whether any share of it may leave."""
        return any(not figures[self.share(clock, year)].mark for clock, years in self.years.items() for year in years)


def _share_name(kind: str, code: str, clock: Clock, year: int, what: str = "") -> str:
    return "/".join(filter(None, (kind, code, clock, str(year), what)))


def answer(question: RecidivismQuestion, found: Sequence[RecidivismPart], alliance: Alliance) -> Answer:
    """Return the persons followed and the shares of them with a new case, and what is said of these."""
    persons = {part.code: part.persons for part in found}  # the kinds of recidivism are asked of the same persons
    numbers: dict[str, Number] = {
        f"persons/{code}": Count(count, _asked(question, code)) for code, count in persons.items()
    }
    for part in found:
        numbers |= _shares(part, question)
    split = Partition("persons/", tuple(f"persons/{code}" for code in persons if code))
    followed = tuple(_followed(part) for part in found)
    attribute = alliance.attributes.get(question.attribute)
    labels = part_labels(question.attribute, question.show, alliance)
    comment = _Comment(question, followed, labels, attribute.label if attribute else None)
    return Answer(question, numbers, comment, (split,) if "" in persons else ())


def _asked(question: RecidivismQuestion, code: str, *more: str) -> Asked:
    within = [f"in part {code}"] if code else []
    return Asked(question.chain.person, frozenset([f"in the cohort of {question.name}", *more, *within]))


def _shares(part: RecidivismPart, question: RecidivismQuestion) -> Iterator[tuple[str, Share]]:
    """The shares by year; those by calendar years of whoever was followed as long are counts of persons over others."""
    of = f"persons/{part.code}"
    for share in part.shares:
        name = partial(_share_name, part.kind, part.code, share.clock, share.year)
        within = [f"{part.kind} within {year} years" for year in range(share.year, question.cohort.years + 1)]
        asked = _asked(question, part.code, *within) if share.clock is Clock.CALENDAR else None
        yield name(), Share(of, share.value, asked)
        yield name("lower"), Share(of, share.lower)
        yield name("upper"), Share(of, share.upper)
    if part.linkage is not None:
        yield f"{part.kind}/{part.code}/strict", Share(of, part.linkage.strict)
        yield f"{part.kind}/{part.code}/loose", Share(of, part.linkage.loose)


def _followed(part: RecidivismPart) -> _Followed:
    years = {clock: tuple(one.year for one in part.shares if one.clock is clock) for clock in Clock}
    return _Followed(part.kind, part.code, said_verdict(part.verdict, lambda gate: _said_of(gate, part)), years)


def _said_of(gate: Gate, part: RecidivismPart) -> Sentence:
    """Return what may be said of a gate: what is declared as it is, else the rule and nothing that was counted."""
    if gate.name == LINKAGES:
        return _of_linkages(part)
    if gate.basis is Basis.DECLARED:
        return Sentence(gate.sentence)
    english, dutch = GATES[gate.name]
    return Sentence(
        Text(
            {
                "en": english.format(threshold=gate.threshold),
                "nl": dutch.format(threshold=_in_dutch(gate.threshold)),
            }
        )
    )


def _in_dutch(threshold: str) -> str:
    return reduce(lambda said, pair: said.replace(*pair), THRESHOLDS.items(), threshold).replace(".", ",")


def _of_linkages(part: RecidivismPart) -> Sentence:
    """What other linkages make of the share, as coarsely as the share itself is said."""
    vaguely = say(
        "Other linkages of persons give other shares.",
        "Andere koppelingen van personen geven andere aandelen.",
    )
    if part.linkage is None:
        return vaguely
    return say(
        "Linked strictly the share is {strict}, linked loosely {loose}; the truth need not lie between them.",
        "Strenger gekoppeld is het aandeel {strict}, ruimer {loose}; de waarheid hoeft daar niet tussen te liggen.",
        otherwise=vaguely,
        strict=Ref(f"{part.kind}/{part.code}/strict", Form.SHARE),
        loose=Ref(f"{part.kind}/{part.code}/loose", Form.SHARE),
    )


@dataclass(frozen=True)
class _Comment:
    """Says what the figures show; it holds what was declared, and of what was found no number."""

    question: RecidivismQuestion
    followed: tuple[_Followed, ...]
    labels: Mapping[str, Text]
    attribute: Text | None

    def __call__(self, figures: Figures) -> Commentary:
        return Commentary(
            conclusion=self._conclusion(figures),
            blocks=tuple(block for kind in self._kinds for block in self._of_kind(kind, figures)),
            about=say(
                "Definition",
                "Definitie",
                "Definición",
            ),
            facts=tuple(self._definition()),
            facts_are_printed=True,
            protection=say(
                "Shares are rounded so that a step of one is at least as many persons. Of a refusal no share is given.",
                "Aandelen zijn zo afgerond dat een stap ten minste zoveel personen is. Van een weigering "
                "wordt geen aandeel gegeven.",
                "Las proporciones se redondean de modo que un paso sea al menos tantas personas. De una "
                "negativa no se da ninguna proporción.",
            ),
            open_list=OpenList(
                "recidivism",
                say(
                    "Recidivism: verdicts and shares",
                    "Recidive: oordelen en aandelen",
                    "Reincidencia: dictámenes y proporciones",
                ),
                tuple(self._records(figures)),
            ),
        )

    @property
    def _kinds(self) -> dict[str, list[_Followed]]:
        """The kinds of recidivism in the order in which they were declared; in each all together first."""
        found: dict[str, list[_Followed]] = {}
        for one in self.followed:
            found.setdefault(one.kind, []).append(one)
        return found

    def _conclusion(self, figures: Figures) -> Conclusion:
        if not self.followed:
            return Conclusion(
                say(
                    "Nobody could be followed.",
                    "Niemand kon gevolgd worden.",
                    "No se pudo observar a nadie.",
                ),
                "",
            )
        whole, *parts = next(iter(self._kinds.values()))
        enough = say(
            "For a share: {enough}.",
            "Voor een aandeel: {enough}.",
            "Para un porcentaje: {enough}.",
            enough=_enough(self.question.cohort.enough),
        )
        return Conclusion(
            headline=self._said(whole, figures),
            basis=Joined((self._basis(whole), *self._by_part(parts, figures)), " "),
            is_refusal=not whole.is_shown(figures),
            needed=() if all(one.is_shown(figures) for one in self.followed) else (enough,),
        )

    def _basis(self, whole: _Followed) -> Sentence:
        """How many were followed, from when until when."""
        return say(
            "{persons} Their first case was disposed of from {first} to {last}.",
            "{persons} Hun eerste zaak is afgedaan van {first} tot en met {last}.",
            "{persons} Su primera causa se resolvió del {first} al {last}.",
            persons=_persons(whole),
            first=self.question.cohort.first_day,
            last=self.question.cohort.last_day,
        )

    def _by_part(self, parts: Sequence[_Followed], figures: Figures) -> Iterator[Sentence]:
        """For how many of the parts there is a share."""
        if self.attribute is not None and parts:
            yield say(
                "By {attribute} there is a share for {enough} of {all}.",
                "Naar {attribute} is voor {enough} van de {all} een aandeel te geven.",
                "Por {attribute} hay un porcentaje para {enough} de {all}.",
                attribute=self.attribute,
                enough=sum(1 for one in parts if one.is_shown(figures)),
                all=len(parts),
            )

    def _of_kind(self, kind: str, figures: Figures) -> Iterator[Block]:
        whole, *parts = self._kinds[kind]
        maximum = _top(self._kinds[kind], figures)
        yield HeadingBlock(Capital(self.question.kinds[kind]))
        yield VerdictBlock(self._said(whole, figures), _persons(whole))
        yield from self._of_part(whole, maximum, figures)
        lines = (
            PartLine(
                self._title(one),
                Joined((self._said(one, figures), _persons(one)), " "),
                tuple(self._of_part(one, maximum, figures)),
            )
            for one in parts
        )
        yield PartsBlock(FOR_EACH_PART, tuple(lines), has_heading=False)

    def _of_part(self, one: _Followed, maximum: float, figures: Figures) -> Iterator[Block]:
        if one.is_shown(figures):
            yield self._chart(one, maximum)
            yield self._table(one)
        yield NotesBlock(
            one.verdict.stopped(),
            say(
                "What stands in the way",
                "Wat in de weg staat",
                "Lo que lo impide",
            ),
        )
        yield NotesBlock(one.verdict.cautions, WITH_CAUTION)

    def _title(self, one: _Followed) -> Value:
        return Capital(self.labels[one.code]) if one.code in self.labels else ALL_TOGETHER

    def _name(self, one: _Followed) -> str:
        return "-".join(filter(None, ("curve", self.question.name, one.kind, one.code)))

    def _said(self, one: _Followed, figures: Figures) -> Sentence:
        if one.verdict.kind is VerdictKind.REFUSAL:
            return say(
                "Refusal: too little was observed to give a share.",
                "Weigering: er is te weinig waargenomen om een aandeel te geven.",
                "Negativa: se observó demasiado poco para dar una proporción.",
            )
        if not one.is_shown(figures):
            return say(
                "There is an estimate, but no rounding would hide a single person in it.",
                "Er is een schatting, maar geen afronding zou daarin een enkele persoon verbergen.",
                "Hay una estimación, pero ningún redondeo ocultaría en ella a una sola persona.",
            )
        year = one.years[Clock.CALENDAR][-1]
        share, lower, upper = _with_limits(one, year)
        return say(
            "{share} have a new case within {years} years; by chance that may be {lower} to {upper} "
            "({level} interval).",
            "{share} heeft binnen {years} jaar een nieuwe zaak; door toeval kan dat {lower} tot {upper} "
            "zijn ({level}-interval).",
            "{share} tiene una causa nueva dentro de {years} años; por azar puede ser de {lower} a "
            "{upper} (intervalo del {level}).",
            share=share,
            years=year,
            lower=lower,
            upper=upper,
            level=Percent(one.verdict.level or 0),
        )

    def _chart(self, one: _Followed, maximum: float) -> ChartBlock:
        calendar = tuple(CurvePoint(year, *_with_limits(one, year)) for year in one.years[Clock.CALENDAR])
        liberty = tuple(CurvePoint(year, _at_liberty(one, year)) for year in one.years[Clock.LIBERTY])
        return ChartBlock(
            name=self._name(one),
            caption=say(
                "Share of persons with a new case, by the end of each year",
                "Aandeel van de personen met een nieuwe zaak, aan het eind van elk jaar",
                "Proporción de personas con una nueva causa, al final de cada año",
            ),
            drawing=CurveDrawing(calendar, liberty, maximum),
            legend=(
                LegendEntry(
                    LegendSample.LINE,
                    say(
                        "all days",
                        "alle dagen",
                        "todos los días",
                    ),
                ),
                LegendEntry(
                    LegendSample.DASHED_LINE,
                    say(
                        "days at liberty alone",
                        "alleen dagen in vrijheid",
                        "solo los días en libertad",
                    ),
                ),
                LegendEntry(
                    LegendSample.RANGE,
                    say(
                        "interval",
                        "interval",
                        "intervalo",
                    ),
                ),
            ),
            title=self._title(one),
            described=say(
                "The share with a new case by the end of each year, with its interval.",
                "Het aandeel met een nieuwe zaak aan het eind van elk jaar, met het interval.",
                "La proporción con una nueva causa al final de cada año, con su intervalo.",
            ),
        )

    def _table(self, one: _Followed) -> TableBlock:
        headings = (
            say(
                "Share",
                "Aandeel",
                "Proporción",
            ),
            say(
                "Interval",
                "Interval",
                "Intervalo",
            ),
            say(
                "At liberty alone",
                "Alleen in vrijheid",
                "Solo en libertad",
            ),
        )
        columns = (
            TableColumn(
                say(
                    "Within years",
                    "Binnen jaren",
                    "En años",
                ),
                is_numeric=False,
            ),
            *map(TableColumn, headings),
        )
        rows = tuple(self._row(one, year) for year in one.years[Clock.CALENDAR])
        return TableBlock(
            self._name(one),
            say(
                "Share of persons with a new case",
                "Aandeel van de personen met een nieuwe zaak",
                "Proporción de personas con una nueva causa",
            ),
            columns,
            rows,
        )

    def _row(self, one: _Followed, year: int) -> tuple[Value, ...]:
        share, lower, upper = _with_limits(one, year)
        interval = say("{first} to {last}", "{first} tot en met {last}", "{first} a {last}", first=lower, last=upper)
        return year, share, interval, _at_liberty(one, year) if year in one.years[Clock.LIBERTY] else ""

    def _definition(self) -> Iterator[NamedFact]:
        cohort, chain = self.question.cohort, self.question.chain
        index = say(
            "The first case of a person from {first} to {last} that ended in:",
            "De eerste zaak van een persoon van {first} tot en met {last} die eindigde in:",
            "La primera causa de una persona del {first} al {last} que terminó en:",
            first=cohort.first_day,
            last=cohort.last_day,
        )
        never = say(
            "An offence committed before the disposal of the index case, and what ended in:",
            "Een feit van voor de afdoening van de uitgangszaak, en wat eindigde in:",
            "Un hecho anterior a la resolución de la causa inicial, y lo que terminó en:",
        )
        observed = say(
            "Until {until} less {days} days in which registrations still come in, for {years} years at most",
            "Tot {until}, min {days} dagen waarin nog registraties binnenkomen; ten hoogste {years} jaar",
            "Hasta el {until}, menos {days} días en los que aún llegan registros; {years} años como máximo",
            until=cohort.observed_until,
            days=cohort.lag_days,
            years=cohort.years,
        )
        yield NamedFact(
            say(
                "Index case",
                "Uitgangszaak",
                "Causa inicial",
            ),
            _listing(index, chain.labels_of(cohort.disposals)),
        )
        yield NamedFact(
            say(
                "Start of the clock",
                "Begin van de tijd",
                "Comienzo del plazo",
            ),
            STARTS[cohort.starts],
        )
        yield NamedFact(
            say(
                "Observed",
                "Gevolgd",
                "Observación",
            ),
            observed,
        )
        yield NamedFact(
            say(
                "Never a new case",
                "Nooit een nieuwe zaak",
                "Nunca una nueva causa",
            ),
            _listing(never, chain.labels_of(cohort.never_counts)),
        )
        yield NamedFact(
            say(
                "Enough for a share",
                "Genoeg voor een aandeel",
                "Suficiente para una proporción",
            ),
            _enough(cohort.enough),
        )

    def _records(self, figures: Figures) -> Iterator[Record]:
        for one in self.followed:
            if not one.is_shown(figures):
                yield self._record(one, None, 0)
                continue
            for clock, years in one.years.items():
                yield from (self._record(one, clock, year) for year in years)

    def _record(self, one: _Followed, clock: Clock | None, year: int) -> Record:
        """One line per year and clock; where there is no share, one line without."""
        names = {"share": "", "interval_lower": "lower", "interval_upper": "upper"}
        shares = {column: Ref(one.share(clock, year, what)) if clock else None for column, what in names.items()}
        return {
            "research": self.question.name,
            "title": self.question.title,
            "kind": one.kind,
            "part": one.code,
            "label": self.labels.get(one.code, Text()),
            "verdict": one.verdict.kind.value,
            "persons": Ref(one.persons),
            "clock": clock.value if clock else None,
            "year": year if clock else None,
            **shares,
            "reasons": one.verdict.reasons,
        }


STARTS = {
    Start.DISPOSAL: say(
        "The day on which the index case was disposed of",
        "De dag waarop de uitgangszaak is afgedaan",
        "El día en que se resolvió la causa inicial",
    ),
    Start.RELEASE: say(
        "The first release after the index case was disposed of",
        "De eerste vrijlating na de afdoening van de uitgangszaak",
        "La primera puesta en libertad tras la resolución de la causa inicial",
    ),
    Start.OFFENCE: say(
        "The offence of the index case; a new one can count once that was disposed of",
        "Het feit van de uitgangszaak; een nieuw feit kan tellen zodra die is afgedaan",
        "El hecho de la causa inicial; uno nuevo puede contar una vez resuelta esta",
    ),
}


def _persons(one: _Followed) -> Sentence:
    return say(
        "Persons followed: {number}.",
        "Gevolgde personen: {number}.",
        "Personas observadas: {number}.",
        number=Ref(one.persons),
    )


def _with_limits(one: _Followed, year: int) -> tuple[Ref, Ref, Ref]:
    share, lower, upper = (Ref(one.share(Clock.CALENDAR, year, what), Form.SHARE) for what in ("", "lower", "upper"))
    return share, lower, upper


def _at_liberty(one: _Followed, year: int) -> Ref:
    return Ref(one.share(Clock.LIBERTY, year), Form.SHARE)


def _top(followed: Sequence[_Followed], figures: Figures) -> float:
    """The top of a scale on which the curves of all parts fit: a multiple of a fifth, not above 1."""
    upper = (
        figures[one.share(clock, year, "upper")].upper or 0.0
        for one in followed
        for clock, years in one.years.items()
        for year in years
    )
    return min(1.0, 0.2 * (int(max(upper, default=0.0) / 0.2) + 1))


def _listing(opening: Sentence, labels: Sequence[Text]) -> Joined:
    return Joined((opening, Joined(tuple(labels))), " ")


def _enough(enough: Enough) -> Sentence:
    return say(
        "{persons} persons, {events} of them with a new case, and an interval of {width} to either side at most",
        "{persons} personen, van wie {events} met een nieuwe zaak, en een interval van ten hoogste "
        "{width} naar weerszijden",
        "{persons} personas, {events} de ellas con una nueva causa, y un intervalo de {width} a cada lado como máximo",
        persons=enough.persons,
        events=enough.events,
        width=Percent(enough.half_width),
    )
