"""How many are there? What an answer about a hidden population says: an estimate, a bound, or a refusal with reasons.

Of a refusal no figure leaves but how many the lists have seen. A published table is no secret: its counts stay exact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.model.alliance import Alliance, Unit
from schakel.model.answer import (
    Answer,
    Commentary,
    Conclusion,
    Count,
    EstimatedNumber,
    Multiple,
    Number,
    OpenList,
    Partition,
    Record,
)
from schakel.model.asked import Asked
from schakel.model.blocks import (
    Block,
    FactsBlock,
    NamedFact,
    NotesBlock,
    PartLine,
    PartsBlock,
    RemarkBlock,
    VerdictBlock,
)
from schakel.model.figure import Figures
from schakel.model.sentence import Bound, Capital, Joined, Percent, Ref, Sentence, Value, say
from schakel.research.prevalence.calibration import calibration
from schakel.research.prevalence.gate_words import public_sentence
from schakel.research.prevalence.method import method_page
from schakel.research.prevalence.question import PartAnswer, PrevalenceQuestion
from schakel.research.verdicts import NOBODY, SaidVerdict, VerdictKind, said_verdict
from schakel.research.words import ALL_TOGETHER, FOR_EACH_PART, WITH_CAUTION, part_labels
from schakel_base.text import Text
from schakel_base.verdict import Basis, BoundOnly, Estimate, EstimateWithCaution, Gate

_OUTPUT = "prevalence estimate without its table"
"""What output checking calls an estimate that leaves: the table of lists that it was made from does not."""

ASSUMPTIONS = {
    "closed population": say(
        "closed population",
        "gesloten populatie",
        "población cerrada",
    ),
    "equal visibility": say(
        "equal visibility",
        "gelijke zichtbaarheid",
        "igual visibilidad",
    ),
    "independence": say(
        "independence",
        "onafhankelijke lijsten",
        "independencia de las listas",
    ),
    "registration effect": say(
        "no registration effect",
        "geen registratie-effect",
        "sin efecto del registro",
    ),
    "perfect linkage": say(
        "perfect linkage",
        "koppeling zonder fouten",
        "vinculación sin errores",
    ),
    "stationarity": say(
        "stationarity",
        "stationair proces",
        "proceso estacionario",
    ),
}
STATUSES = {
    "holds because": say(
        "holds",
        "geldt",
        "se cumple",
    ),
    "does not hold": say(
        "does not hold",
        "geldt niet",
        "no se cumple",
    ),
    "unknown": say(
        "unknown",
        "onbekend",
        "se desconoce",
    ),
}
TARGETS = {
    "present at a date": say(
        "those present at a date",
        "wie er op een datum zijn",
        "quienes están presentes en una fecha",
    ),
    "ever present in the period": say(
        "all who were ever present in the period",
        "wie er ooit in de periode waren",
        "quienes estuvieron presentes alguna vez en el período",
    ),
}


@dataclass(frozen=True)
class _Seen:
    """One part, without its numbers: what may be said of its verdict, and the names of its figures."""

    code: str
    verdict: SaidVerdict
    needed: tuple[Text, ...] = ()

    @property
    def observed(self) -> str:
        return f"observed/{self.code}"

    @property
    def value(self) -> str:
        return f"value/{self.code}"

    @property
    def interval(self) -> str:
        return f"interval/{self.code}"


def answer(question: PrevalenceQuestion, found: Sequence[PartAnswer], alliance: Alliance) -> Answer:
    """Return how many the lists have seen and what is estimated from that, and what is said of these figures."""
    numbers: dict[str, Number] = {}
    for part in found:
        numbers[f"observed/{part.code}"] = Count(part.observed, _asked(question, part.code))
    for part in found:
        numbers |= _numbers(part)
    parts = question.parts
    labels = part_labels(parts.attribute, parts.show, alliance) if parts else {}
    comment = _Comment(question, tuple(map(_seen, found)), labels, alliance.units.get(question.unit))
    split = Partition("observed/", tuple(f"observed/{part.code}" for part in found if part.code))
    return Answer(question, numbers, comment, (split,) if "observed/" in numbers else (), bool(question.table))


def _asked(question: PrevalenceQuestion, code: str) -> Asked:
    within = [f"in part {code}"] if code else []
    return Asked(question.unit, frozenset([f"on the lists of {question.name}", *within]))


def _numbers(part: PartAnswer) -> Iterator[tuple[str, Number]]:
    verdict, of = part.verdict, f"observed/{part.code}"
    if isinstance(verdict, BoundOnly):
        yield f"value/{part.code}", EstimatedNumber(of, verdict.bound, verdict.bound, _OUTPUT)
    if isinstance(verdict, Estimate | EstimateWithCaution):
        yield f"value/{part.code}", EstimatedNumber(of, verdict.value, verdict.value, _OUTPUT)
        interval = verdict.interval
        yield f"interval/{part.code}", EstimatedNumber(of, interval.lower, interval.upper, _OUTPUT)
    for place, gate in enumerate(verdict.gates if verdict else ()):
        if gate.statistic is not None:
            yield _statistic(part, place), Multiple(of, gate.statistic)


def _statistic(part: PartAnswer, place: int) -> str:
    return f"gate/{part.code}/{place}"


def _seen(part: PartAnswer) -> _Seen:
    verdict = part.verdict
    if verdict is None:
        return _Seen(part.code, NOBODY)
    places = {id(gate): place for place, gate in enumerate(verdict.gates)}

    def said(gate: Gate) -> Sentence:
        measured = gate.statistic is not None
        return public_sentence(gate, _statistic(part, places[id(gate)]) if measured else "")

    return _Seen(part.code, said_verdict(verdict, said), tuple(getattr(verdict, "needed", ())))


@dataclass(frozen=True)
class _Comment:
    """Says what the figures show; it holds what was declared, and of what was found no number."""

    question: PrevalenceQuestion
    seen: tuple[_Seen, ...]
    labels: Mapping[str, Text]
    unit: Unit | None

    def __call__(self, figures: Figures) -> Commentary:
        del figures  # all that depends on them is said by reference
        return Commentary(
            conclusion=self._conclusion(),
            blocks=tuple(self._blocks()),
            facts=tuple(self._facts()),
            protection=self._protection(),
            method=method_page(calibration()),
            open_list=OpenList(
                "hidden-populations",
                say(
                    "How many there are: verdicts",
                    "Hoeveel er zijn: oordelen",
                    "Cuántos hay: dictámenes",
                ),
                tuple(self._records()),
            ),
        )

    def _conclusion(self) -> Conclusion:
        whole = self.seen[0]
        reasons = (*whole.verdict.stopped(Basis.DATA), *whole.verdict.stopped(Basis.DECLARED))
        return Conclusion(
            headline=_said(whole),
            basis=Joined((self._how_many(whole), *reasons[:1]), " "),
            is_refusal=whole.verdict.kind is VerdictKind.REFUSAL,
            needed=whole.needed,
        )

    def _blocks(self) -> Iterator[Block]:
        whole, *parts = self.seen
        yield RemarkBlock(
            say(
                "This verdict rests on a published table of real registrations, unlike the figures that a "
                "simulator made up.",
                "Dit oordeel rust op een gepubliceerde tabel van echte registraties, anders dan de cijfers "
                "die een simulator verzon.",
                "Este veredicto se basa en un cuadro publicado de registros reales, a diferencia de las "
                "cifras inventadas por un simulador.",
            )
        )
        yield VerdictBlock(_said(whole), self._how_many(whole))
        yield from _reasons(whole, 3)
        yield NotesBlock(
            whole.needed,
            say(
                "What would be needed for an estimate",
                "Wat er voor een schatting nodig zou zijn",
                "Lo que haría falta para una estimación",
            ),
            3,
        )
        if parts:
            lines = (
                PartLine(self._title(one), Joined((_said(one), self._how_many(one)), " "), tuple(_reasons(one, 4)))
                for one in parts
            )
            yield PartsBlock(FOR_EACH_PART, tuple(lines))
        assumed = tuple(
            NamedFact(Capital(ASSUMPTIONS[one.name]), one.reason, STATUSES[one.status])
            for one in self.question.assumptions
        )
        yield FactsBlock(
            say(
                "What was assumed",
                "Wat er is aangenomen",
                "Lo que se ha supuesto",
            ),
            assumed,
        )

    def _facts(self) -> Iterator[NamedFact]:
        question = self.question
        yield NamedFact(
            say(
                "Population",
                "Populatie",
                "Población",
            ),
            TARGETS[question.target],
        )
        if question.lists:
            yield NamedFact(
                say(
                    "Lists",
                    "Lijsten",
                    "Listas",
                ),
                Joined(tuple(one.label for one in question.lists), "; "),
            )
        if self._period:
            yield NamedFact(
                say(
                    "Period",
                    "Periode",
                    "Período",
                ),
                self._period,
            )
        resampled = say(
            "{number} resampled tables",
            "{number} getrokken tabellen",
            "{number} tablas remuestreadas",
            number=question.replicates,
        )
        compared = say(
            "methods compared: {methods}",
            "vergeleken methoden: {methods}",
            "métodos comparados: {methods}",
            methods=Joined(question.methods),
        )
        yield NamedFact(
            say(
                "Computing",
                "Berekening",
                "Cálculo",
            ),
            Joined((resampled, *((compared,) if question.methods else ())), "; "),
        )

    def _protection(self) -> Sentence:
        if self.question.table:
            return say(
                "The table is published, so its counts are given as they are.",
                "De tabel is gepubliceerd, dus staan de aantallen er zoals zij zijn.",
                "La tabla está publicada, así que sus recuentos se dan tal cual.",
            )
        return say(
            "Of a refusal no figure is given but how many the lists have seen; ratios only where they "
            "have seen enough.",
            "Bij een weigering staat er geen cijfer dan hoeveel de lijsten gezien hebben; verhoudingen "
            "alleen waar zij genoeg gezien hebben.",
            "De un rechazo no se da más cifra que cuántas han visto las listas; las razones, solo donde "
            "han visto bastantes.",
        )

    @property
    def _period(self) -> Sentence | None:
        """From when until when, where the question says so."""
        question = self.question
        if not question.lists or question.first_day == question.first_day.min:
            return None
        return say(
            "{first} to {last}",
            "{first} tot en met {last}",
            "{first} a {last}",
            first=question.first_day,
            last=question.last_day,
        )

    def _title(self, one: _Seen) -> Value:
        return Capital(self.labels[one.code]) if one.code in self.labels else ALL_TOGETHER

    def _how_many(self, one: _Seen) -> Sentence:
        number = Ref(one.observed)
        if self.unit is None or self._period is None:
            return say(
                "Seen on the lists: {number}.",
                "Op de lijsten gezien: {number}.",
                "Vistas en las listas: {number}.",
                number=number,
            )
        units = self.unit.plural
        return say(
            "Seen on the lists, {period}: {number} {units}.",
            "Op de lijsten gezien, {period}: {number} {units}.",
            "Vistos en las listas, {period}: {number} {units}.",
            period=self._period,
            number=number,
            units=units,
        )

    def _records(self) -> Iterator[Record]:
        for one in self.seen:
            has_value = one.verdict.kind not in (VerdictKind.REFUSAL, VerdictKind.NOBODY)
            has_interval = one.verdict.level is not None
            yield {
                "research": self.question.name,
                "title": self.question.title,
                "part": one.code,
                "label": self.labels.get(one.code, Text()),
                "verdict": one.verdict.kind.value,
                "observed": Ref(one.observed),
                "value": Ref(one.value) if has_value else None,
                "interval_lower": Ref(one.interval) if has_interval else None,
                "interval_upper": Ref(one.interval, bound=Bound.UPPER) if has_interval else None,
                "mark": Ref(one.value, bound=Bound.MARK) if has_value else None,
                "reasons": one.verdict.reasons,
            }


def _reasons(one: _Seen, level: int) -> Iterator[NotesBlock]:
    yield NotesBlock(
        one.verdict.stopped(Basis.DATA),
        say(
            "What the data show against it",
            "Wat de gegevens ertegen laten zien",
            "Lo que los datos muestran en contra",
        ),
        level,
    )
    yield NotesBlock(
        one.verdict.stopped(Basis.DECLARED),
        say(
            "What is declared against it",
            "Wat ertegen verklaard is",
            "Lo que se ha declarado en contra",
        ),
        level,
    )
    yield NotesBlock(one.verdict.cautions, WITH_CAUTION, level)


def _said(one: _Seen) -> Sentence:
    """The verdict in one sentence."""
    number, interval = Ref(one.value), Ref(one.interval)
    level = Percent(one.verdict.level or 0)
    return {
        VerdictKind.NOBODY: say(
            "The lists have seen nobody, so nothing can be estimated.",
            "De lijsten hebben niemand gezien, dus valt er niets te schatten.",
            "Las listas no han visto a nadie, así que no hay nada que estimar.",
        ),
        VerdictKind.REFUSAL: say(
            "Refusal: no reliable estimate can be given.",
            "Weigering: een betrouwbare schatting is niet te geven.",
            "Rechazo: no se puede dar una estimación fiable.",
        ),
        VerdictKind.AT_LEAST: say(
            "At least {number}; no estimate can be given.",
            "Ten minste {number}; een schatting is niet te geven.",
            "Al menos {number}; no se puede dar una estimación.",
            number=number,
        ),
        VerdictKind.AT_MOST: say(
            "At most {number}; no estimate can be given.",
            "Ten hoogste {number}; een schatting is niet te geven.",
            "Como máximo {number}; no se puede dar una estimación.",
            number=number,
        ),
        VerdictKind.CAUTION: say(
            "Estimate with caution: {number}; by chance it may be {interval} ({level} interval).",
            "Schatting met voorbehoud: {number}; door toeval kan het {interval} zijn ({level}-interval).",
            "Estimación con cautela: {number}; por azar puede ser {interval} (intervalo del {level}).",
            number=number,
            interval=interval,
            level=level,
        ),
        VerdictKind.ESTIMATE: say(
            "Estimate: {number}; by chance it may be {interval} ({level} interval).",
            "Schatting: {number}; door toeval kan het {interval} zijn ({level}-interval).",
            "Estimación: {number}; por azar puede ser {interval} (intervalo del {level}).",
            number=number,
            interval=interval,
            level=level,
        ),
    }[one.verdict.kind]
