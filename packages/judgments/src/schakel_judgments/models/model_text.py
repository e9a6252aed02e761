"""A model in words and as a record: what it comes down to first, effects in points and months, coefficients last."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from schakel_judgments import adequacy_text
from schakel_judgments.adequacy import Sufficiency
from schakel_judgments.models.effects import CUSTODY, LENGTH, Effect
from schakel_judgments.models.model import Model, level_name
from schakel_judgments.models.two_part import BetweenCourts, FittedPart

MOST_ROWS = 5
"""How many of the rows with too long a term are named."""
WARNINGS: dict[Sufficiency | None, str] = {
    Sufficiency.DIRECTION_ONLY: "enough sentences for the direction only",
    Sufficiency.NOT_ENOUGH: "not enough sentences",
}


def in_words(found: Model) -> str:
    """Return a model as lines of text."""
    return "\n".join(_lines(found))


def as_record(found: Model) -> dict[str, Any]:
    """Return a model as JSON has it; effects on custody are shares of 1, all others months."""
    return {
        "sentences": len(found.sentences.rows),
        "selection": found.specification.selection,
        "left_out": dict(found.sentences.left_out),
        "too_long": {str(row): months for row, months in found.sentences.too_long.items()},
        "parts": {"custody": _part(found.parts.custody), "length": _part(found.parts.length)},
        "median": dict(found.parts.median),
        "effects": [_effect(one) | {"sufficiency": _sufficiency(found, one)} for one in found.effects],
        "predictions": [_effect(one) for one in found.predictions],
        "adequacy": [adequacy_text.as_record(one) for one in found.adequacy],
        "cautions": list(found.cautions),
    }


def _lines(found: Model) -> Iterator[str]:
    yield from (_answer(found, one) for one in found.effects if one.measure == LENGTH)
    yield ""
    yield from _rows(found)
    for part in (found.parts.custody, found.parts.length):
        if part:
            yield f"{part.kind}: {part.rows} sentences" + (_courts(part.courts, part.kind) if part.courts else "")
    if found.parts.custody is None:
        yield "Every sentence is custodial, so there is no model of custody."
    yield "\nAverage marginal effects"
    for one in found.effects:
        warning = WARNINGS.get(_sufficiency(found, one))
        yield _effect_line(one) + (f" - {warning}" if warning else "")
    if found.predictions:
        yield "\nPredicted for pairs of factors"
        yield from map(_effect_line, found.predictions)
    yield "\nAre there enough judgments?"
    yield from (adequacy_text.in_words(one, "en") for one in found.adequacy)
    yield ""
    yield from found.cautions


def _answer(found: Model, one: Effect) -> str:
    """Return what an effect on length comes down to; a number only where there are enough sentences for one."""
    enough, (lower, upper) = _sufficiency(found, one), one.interval
    more = "longer" if one.value > 0 else "shorter"
    if enough is Sufficiency.NOT_ENOUGH:
        return f"{_levels(one)}: too few sentences to say whether terms differ."
    if lower <= 0 <= upper:
        return f"{_levels(one)}: any difference between terms may be chance."
    if enough is Sufficiency.DIRECTION_ONLY:
        return f"{_levels(one)}: terms are {more}; too few sentences to say by how much."
    low, high = sorted(map(abs, one.interval))
    return f"{_levels(one)}: terms are {abs(one.value):.0f} months {more} on average ({low:.0f} to {high:.0f})."


def _rows(found: Model) -> Iterator[str]:
    left_out = ", ".join(f"{number} without `{column}`" for column, number in found.sentences.left_out.items())
    yield f"{len(found.sentences.rows)} sentences" + (f"; left out: {left_out}" if left_out else "")
    too_long = found.sentences.too_long
    if too_long:
        shown = ", ".join(f"row {row}: {months:g}" for row, months in islice(too_long.items(), MOST_ROWS))
        more = ", ..." if len(too_long) > MOST_ROWS else ""
        longest = found.specification.longest
        yield f"Left out: {len(too_long)} with a term of {longest:g} months or more ({shown}{more})"


def _courts(courts: BetweenCourts, kind: str) -> str:
    """How far courts lie apart: on the scale of the part, and as what that means for a sentence."""
    scale = "of the log odds" if kind == "logit" else "of the log length"
    return (
        f"; courts random, standard deviation between them {courts.deviation:.3f} {scale} "
        f"(times {math.exp(courts.deviation):.2f}), intraclass correlation {courts.intraclass_correlation:.3f}"
    )


def _sufficiency(found: Model, one: Effect) -> Sufficiency | None:
    """Whether there are enough sentences for an effect in months of one level of a factor; None of any other effect."""
    names = [level_name(*pair) for pair in one.levels.items()] if one.measure != CUSTODY else []
    return next((judged.sufficiency for judged in found.adequacy if list(judged.factors) == names), None)


def _effect_line(one: Effect) -> str:
    scale, unit = (100, "points") if one.measure == CUSTODY else (1, "months")
    # Added to a small number below 0, the 0 takes away the sign that would be left of it.
    value, lower, upper = (round(scale * number, 1) + 0.0 for number in (one.value, *one.interval))
    return f"  {one.measure}: {_levels(one)}: {value:.1f} {unit} [{lower:.1f}, {upper:.1f}]"


def _levels(one: Effect) -> str:
    said = ", ".join(f"{name} {level}" for name, level in one.levels.items())
    return f"{said} against {one.against}" if one.against else said


def _effect(one: Effect) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "levels": dict(one.levels),
        "against": one.against or None,
        "value": one.value,
        "standard_error": one.error,
        "interval": list(one.interval),
    }


def _part(part: FittedPart | None) -> dict[str, Any] | None:
    if part is None:
        return None
    errors = part.covariance.diagonal() ** 0.5
    return {
        "kind": part.kind,
        "sentences": part.rows,
        "coefficients": dict(zip(part.names, map(float, part.coefficients), strict=True)),
        "standard_errors": dict(zip(part.names, map(float, errors), strict=True)),
        "standard_deviation_between_courts": part.courts.deviation if part.courts else None,
        "intraclass_correlation": part.courts.intraclass_correlation if part.courts else None,
    }
