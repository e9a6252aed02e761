"""The answer to a question about recidivism from the chain of an edition, as parts that can be stored."""

from collections.abc import Mapping
from dataclasses import replace

from schakel.research.recidivism.question import RecidivismPart, RecidivismQuestion, YearShare
from schakel.research.recidivism.source import CHAIN_TABLES, ChainSource, Leaves
from schakel.store.engine import Input, connect
from schakel_base.verdict import Refusal
from schakel_recidivism import Clock, StratumAnswer, answer_cohort

OTHER_LINKAGES = ("strict_linkage", "loose_linkage")
"""The lines of the key map that differ where fewer, and where more, rows are of one person."""


def answer_chain(
    question: RecidivismQuestion, chain: Mapping[str, Input], leaves: Leaves
) -> tuple[RecidivismPart, ...]:
    """Answer a question for all persons and for each part, kind by kind.

    Whether there is enough for a share is not judged here but by the figures as they leave. Where the chain has a
    strict and a loose linkage too, the question is asked of each.
    """
    cohort = replace(question.cohort, enough=replace(question.cohort.enough, persons=0, events=0, half_width=1.0))
    others = OTHER_LINKAGES if all(name in chain for name in OTHER_LINKAGES) else None
    tables = (*CHAIN_TABLES, *(others or ()))
    with connect({name: chain[name] for name in tables}) as connection:
        found = answer_cohort(cohort, ChainSource(connection, question, leaves, others or ()), others)
    codes = ("", *question.show)
    return tuple(
        _part(one.kind.name, code, one.strata[code]) for one in found.kinds for code in codes if code in one.strata
    )


def _part(kind: str, code: str, stratum: StratumAnswer) -> RecidivismPart:
    measures, refused = stratum.measures, isinstance(stratum.verdict, Refusal)
    shares = () if refused else tuple(_shares(stratum))
    return RecidivismPart(
        kind=kind,
        code=code,
        persons=measures.persons,
        verdict=stratum.verdict,
        shares=shares,
        linkage=None if refused else stratum.linkage,
    )


def _shares(stratum: StratumAnswer) -> list[YearShare]:
    return [
        YearShare(
            clock, year.year, year.prevalence.value, year.prevalence.interval.lower, year.prevalence.interval.upper
        )
        for clock in Clock
        for year in stratum.measures.years[clock]
        if year.prevalence.value is not None and year.prevalence.interval is not None
    ]
