"""What published judgments suffice for, made safe: counts are rounded, and all else is computed from rounded counts.

So a verdict, a detectable ratio and the years still needed say nothing that the rounded counts do not say.
"""

import math
from dataclasses import dataclass

from schakel.disclosure.answers import SealedAnswer, rounded, rounding_profile
from schakel.disclosure.protected import _SEAL
from schakel.model.figure import Figure
from schakel.model.sentencing import AdequacyAnswer, AdequacyQuestion, WishedPoint
from schakel_base.text import Text
from schakel_judgments.adequacy import Adequacy, Sufficiency, assess
from schakel_judgments.adequacy_text import reason
from schakel_protection.rounding import round_to


@dataclass(frozen=True)
class ProtectedPoint:
    """One wished point: its factors, the sentences with and without, and what they suffice for.

    A factor that no rule reads has no `adequacy`: nothing is known of it.
    """

    labels: tuple[Text, ...]
    wished: float
    sufficiency: Sufficiency
    smallest: Figure | None = None
    detectable: float | None = None
    reasons: tuple[Text, ...] = ()
    needed: Figure | None = None
    years: int | None = None


@dataclass(frozen=True)
class ProtectedAdequacy(SealedAnswer):
    """What judgments suffice for; `below` are the points among terms whose publication is not compulsory."""

    question: AdequacyQuestion
    judgments: Figure
    sentences: Figure
    points: tuple[ProtectedPoint, ...]
    below: tuple[ProtectedPoint, ...]


def protect_adequacy(answer: AdequacyAnswer, profile: str) -> ProtectedAdequacy:
    """Protect an answer under a named profile.

    Raises
    ------
    DisclosureError
        If no profile has this name, or it does not round.
    """
    rules = rounding_profile(profile)
    wished, base = answer.question.wished, rules.base
    return ProtectedAdequacy(
        question=answer.question,
        judgments=rounded(answer.judgments, base),
        sentences=rounded(answer.sentences, base),
        points=tuple(_point(point, answer, answer.cells.get(point.factors), base) for point in wished),
        below=tuple(_point(point, answer, answer.published_freely.get(point.factors), base) for point in wished),
        profile=rules.shown,
        synthetic=answer.synthetic,
        seal=_SEAL,
    )


def _point(point: WishedPoint, answer: AdequacyAnswer, cells: tuple[int, ...] | None, base: int) -> ProtectedPoint:
    labels = tuple(answer.question.factor(name).label for name in point.factors)
    if cells is None:
        return ProtectedPoint(labels, point.ratio, Sufficiency.NOT_ENOUGH)
    counts = [round_to(base)(cell) for cell in cells]
    per_year = round_to(base)(answer.sentences) / answer.years if answer.years else None
    found = assess(point.factors, counts, point.ratio, per_year=per_year)
    return ProtectedPoint(
        labels=labels,
        wished=point.ratio,
        sufficiency=found.sufficiency,
        smallest=Figure(min(counts), min(counts)),
        detectable=None if math.isinf(found.detectable) else round(found.detectable, 1),
        reasons=tuple(reason(one, found) for one in found.shortcomings),
        needed=rounded(found.needed, base),
        years=_years(found),
    )


def _years(found: Adequacy) -> int | None:
    return None if found.years is None else math.ceil(found.years)
