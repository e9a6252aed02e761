"""A model in words and as a record: effects in points and months first, coefficients last."""

from collections.abc import Iterator, Sequence
from typing import Any

from schakel_judgments import adequacy_text
from schakel_judgments.models.effects import CUSTODY, Effect
from schakel_judgments.models.model import Model
from schakel_judgments.models.two_part import FittedPart


def in_words(found: Model) -> str:
    """Return a model as lines of text."""
    return "\n".join(_lines(found))


def as_record(found: Model) -> dict[str, Any]:
    """Return a model as JSON has it; effects on custody are shares of 1, all others months."""
    return {
        "sentences": len(found.sentences.rows),
        "left_out": dict(found.sentences.left_out),
        "parts": {"custody": _part(found.parts.custody), "length": _part(found.parts.length)},
        "median": dict(found.parts.median),
        "effects": [_effect(one) for one in found.effects],
        "predictions": [_effect(one) for one in found.predictions],
        "adequacy": [adequacy_text.as_record(one) for one in found.adequacy],
        "cautions": list(found.cautions),
        "compulsory_months": found.specification.compulsory,
        "below_compulsory": found.below if isinstance(found.below, str) else [_effect(one) for one in found.below],
    }


def _lines(found: Model) -> Iterator[str]:
    left_out = ", ".join(f"{number} without `{column}`" for column, number in found.sentences.left_out.items())
    yield f"{len(found.sentences.rows)} sentences" + (f"; left out: {left_out}" if left_out else "")
    for part in (found.parts.custody, found.parts.length):
        if part:
            icc = part.intraclass_correlation
            courts = "" if icc is None else f"; courts random, intraclass correlation {icc:.3f}"
            yield f"{part.kind}: {part.rows} sentences{courts}"
    if found.parts.custody is None:
        yield "Every sentence is custodial, so there is no model of custody."
    yield "\nAverage marginal effects"
    yield from map(_effect_line, found.effects)
    if found.predictions:
        yield "\nPredicted for pairs of factors"
        yield from map(_effect_line, found.predictions)
    yield "\nAre there enough judgments?"
    yield from (adequacy_text.in_words(one, "en") for one in found.adequacy)
    months = found.specification.compulsory
    yield "\nThe same without " + (f"terms of {months} months and more" if months else "long terms")
    yield from _below(found.below)
    yield ""
    yield from found.cautions


def _below(below: Sequence[Effect] | str) -> Iterator[str]:
    if isinstance(below, str):
        yield f"  {below}"
    else:
        yield from map(_effect_line, below)


def _effect_line(one: Effect) -> str:
    scale, unit = (100, "points") if one.measure == CUSTODY else (1, "months")
    said = ", ".join(f"{name} {level}" for name, level in one.levels.items())
    against = f" against {one.against}" if one.against else ""
    lower, upper = one.interval
    return (
        f"  {one.measure}: {said}{against}: {scale * one.value:.1f} {unit} [{scale * lower:.1f}, {scale * upper:.1f}]"
    )


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
        "intraclass_correlation": part.intraclass_correlation,
    }
