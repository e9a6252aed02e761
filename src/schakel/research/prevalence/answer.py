"""The answer about a hidden population: an estimate, a bound, or a refusal with reasons.

Of a refusal no figure leaves but how many the lists have seen. A published table is no secret: its counts stay exact.
"""

from collections.abc import Iterator, Sequence

from schakel.model.alliance import Alliance
from schakel.model.answer import Answer, Count, EstimatedNumber, Multiple, Number, Partition
from schakel.model.asked import Asked
from schakel.model.sentence import Sentence
from schakel.research.prevalence.commentary import PrevalenceComment, SeenPart
from schakel.research.prevalence.gate_words import key_of, public_sentence
from schakel.research.prevalence.picture import MEASURED
from schakel.research.prevalence.question import PartAnswer, PrevalenceQuestion
from schakel.research.prevalence.range_pictures import numbers_of, pictures_of
from schakel.research.verdicts import TOO_FEW, said_verdict
from schakel.research.words import part_labels
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    Estimate,
    EstimateWithCaution,
    Gate,
    Outcome,
    RangeOnly,
    rounded_down,
    rounded_up,
)
from schakel_prevalence import LARGEST_FACTOR

_OUTPUT = "prevalence estimate without its table"
"""What output checking calls an estimate that leaves: the table of lists that it was made from does not."""


def answer(question: PrevalenceQuestion, found: Sequence[PartAnswer], alliance: Alliance) -> Answer:
    """Return how many the lists have seen and what is estimated from that, and what is said about these figures."""
    numbers: dict[str, Number] = {}
    for part in found:
        numbers[f"observed/{part.code}"] = Count(part.observed, _asked(question, part.code))
    for part in found:
        numbers |= _numbers(part)
        shown = pictures_of(part.verdict, part.pictured)
        numbers |= numbers_of(
            shown, part.pictured, f"observed/{part.code}", _OUTPUT, bool(question.table), part.possible
        )
    parts = question.parts
    labels = part_labels(parts.attribute, parts.show, alliance) if parts else {}
    comment = PrevalenceComment(question, tuple(map(_seen, found)), labels, alliance.units.get(question.unit))
    # Parts share no unit: an entry counts in a part only if it can be of nothing else.
    split = Partition("observed/", tuple(f"observed/{part.code}" for part in found if part.code))
    return Answer(question, numbers, comment, (split,) if "observed/" in numbers else (), bool(question.table))


def _asked(question: PrevalenceQuestion, code: str) -> Asked:
    within = [f"in part {code}"] if code else []
    corrected = ["corrected for errors of linkage"] if question.is_corrected else []
    return Asked(question.unit, frozenset([f"on the lists of {question.name}", *within, *corrected]))


def _numbers(part: PartAnswer) -> Iterator[tuple[str, Number]]:
    verdict, of = part.verdict, f"observed/{part.code}"
    if part.certain is not None and part.certain != part.observed:
        yield f"certain/{part.code}", EstimatedNumber(of, part.certain, part.certain, _OUTPUT)
    if isinstance(verdict, BoundOnly):
        limit = (rounded_down if verdict.direction is Direction.AT_LEAST else rounded_up)(verdict.bound)
        yield f"value/{part.code}", EstimatedNumber(of, limit, limit, _OUTPUT, includes=True)
    if isinstance(verdict, Estimate | EstimateWithCaution):
        yield f"value/{part.code}", EstimatedNumber(of, verdict.value, verdict.value, _OUTPUT, includes=True)
    if isinstance(verdict, Estimate | EstimateWithCaution | RangeOnly):
        lower, upper = rounded_down(verdict.interval.lower), rounded_up(verdict.interval.upper)
        yield f"interval/{part.code}", EstimatedNumber(of, lower, upper, _OUTPUT, includes=True)
    for place, gate in enumerate(verdict.gates if verdict else ()):
        if gate.statistic is not None:
            yield _statistic(part, place), Multiple(of, gate.statistic, LARGEST_FACTOR)


def _statistic(part: PartAnswer, place: int) -> str:
    return f"gate/{part.code}/{place}"


def _seen(part: PartAnswer) -> SeenPart:
    verdict = part.verdict
    if verdict is None:
        return SeenPart(part.code, TOO_FEW)
    certain = "" if part.certain is None else "observed" if part.certain == part.observed else "certain"
    # By identity: two gates can say the same, and each has a number of its own.
    places = {id(gate): place for place, gate in enumerate(verdict.gates)}

    def said(gate: Gate) -> Sentence:
        measured = gate.statistic is not None
        return public_sentence(gate, _statistic(part, places[id(gate)]) if measured else "")

    measured = tuple((key_of(gate), _statistic(part, places[id(gate)])) for gate in verdict.gates if _is_measured(gate))
    needed = tuple(getattr(verdict, "needed", ()))
    return SeenPart(
        part.code,
        said_verdict(verdict, said),
        needed,
        measured,
        f"{certain}/{part.code}" if certain else "",
        pictures_of(verdict, part.pictured),
    )


def _is_measured(gate: Gate) -> bool:
    """Whether a gate stopped the estimate by a ratio that it measured."""
    stopped = gate.outcome is Outcome.STOP and gate.basis is Basis.DATA
    return stopped and gate.statistic is not None and key_of(gate) in MEASURED
