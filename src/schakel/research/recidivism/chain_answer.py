"""The answer to a question about recidivism from the chain of an edition, as parts that can be stored."""

from collections.abc import Mapping, Sequence

from schakel.model.recidivism import Clock, RecidivismPart, RecidivismQuestion, YearShare
from schakel.model.verdict import Refusal
from schakel.research.recidivism.answering import KindAnswer, Stratum, answer
from schakel.research.recidivism.chain_source import CHAIN_TABLES, ChainSource, Masks
from schakel.store.engine import Input, connect


def answer_chain(question: RecidivismQuestion, chain: Mapping[str, Input], masks: Masks) -> tuple[RecidivismPart, ...]:
    """Answer a question for all persons and for each part, kind by kind; of a refusal no share is kept."""
    with connect({name: chain[name] for name in CHAIN_TABLES}) as connection:
        source = ChainSource(connection, question, masks)
        found = answer(connection, question.cohort, source.make_cases)
    return tuple(part for one in found.kinds for part in _parts(one, ("", *question.show)))


def _parts(one: KindAnswer, codes: Sequence[str]) -> list[RecidivismPart]:
    return [_part(one.kind.name, code, one.strata[code]) for code in codes if code in one.strata]


def _part(kind: str, code: str, stratum: Stratum) -> RecidivismPart:
    measures, refused = stratum.measures, isinstance(stratum.verdict, Refusal)
    shares = () if refused else tuple(_shares(stratum))
    rate = None if refused else measures.rate.value
    return RecidivismPart(kind, code, measures.persons, measures.with_new_case, stratum.verdict, shares, rate)


def _shares(stratum: Stratum) -> list[YearShare]:
    return [
        YearShare(
            clock, year.year, year.prevalence.value, year.prevalence.interval.lower, year.prevalence.interval.upper
        )
        for clock in Clock
        for year in stratum.measures.years[clock]
        if year.prevalence.value is not None and year.prevalence.interval is not None
    ]
