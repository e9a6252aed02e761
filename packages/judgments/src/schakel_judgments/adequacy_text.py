"""What the judgments suffice for, in words, in Dutch or English, and as a record."""

import math
from typing import Any

from schakel_base.text import Text
from schakel_judgments import thresholds
from schakel_judgments.adequacy import Adequacy, Shortcoming, Sufficiency

SUFFICIENCY = {
    Sufficiency.ENOUGH: Text({"nl": "genoeg", "en": "enough"}),
    Sufficiency.DIRECTION_ONLY: Text({"nl": "alleen de richting", "en": "direction only"}),
    Sufficiency.NOT_ENOUGH: Text({"nl": "niet genoeg", "en": "not enough"}),
}


def reasons(found: Adequacy) -> tuple[Text, ...]:
    """Return a sentence for each shortcoming, with its figure and its threshold; none if the judgments are enough.

    Parameters
    ----------
    found
        What was found of the judgments.

    Returns
    -------
    tuple of text
        One for each shortcoming, in the order in which they were found.
    """
    return tuple(_REASONS[one](found) for one in found.shortcomings)


def in_words(found: Adequacy, language: str) -> str:
    """Return a verdict as lines of text: what the judgments suffice for, why, and what would be needed."""
    verdict = SUFFICIENCY[found.sufficiency].in_language(language)
    said = (one.in_language(language) for one in reasons(found))
    lines = [f"  {line}" for line in (*said, *_needed(found, language))]
    return "\n".join([f"{' x '.join(found.factors)}: {verdict}", *lines])


def as_record(found: Adequacy) -> dict[str, Any]:
    """Return a verdict as JSON has it; what is infinite is null."""
    return {
        "factors": list(found.factors),
        "sufficiency": found.sufficiency.value,
        "sentences": found.sentences,
        "cells": list(found.cells),
        "wished_ratio": found.wished,
        "detectable_ratio": _finite(found.detectable),
        "interval_ratio": _finite(found.interval),
        "reasons": [one.in_language("en") for one in reasons(found)],
        "sentences_needed": found.needed,
        "years_needed": found.years,
    }


def _needed(found: Adequacy, language: str) -> list[str]:
    if found.sufficiency is Sufficiency.ENOUGH:
        return []
    if found.needed is None:
        return [_EMPTY.in_language(language)]
    words = {"nl": f"Nodig: {found.needed} straffen", "en": f"Needed: {found.needed} sentences"}
    if found.years is not None:
        words["nl"] += f", nog {found.years:.1f} jaar".replace(".", ",")
        words["en"] += f", {found.years:.1f} years more"
    return [f"{words[language]}."]


_EMPTY = Text(
    {
        "nl": "Hoeveel straffen nodig zijn, is niet te schatten: een groep is leeg.",
        "en": "How many sentences are needed cannot be estimated: one group is empty.",
    }
)


def _cells(found: Adequacy) -> Text:
    fewest, least = min(found.cells), thresholds.SMALLEST_CELL
    return Text(
        {
            "nl": f"De kleinste groep telt {fewest:g} van de {least} straffen die nodig zijn.",
            "en": f"The smallest group has {fewest:g} of the {least} sentences that are needed.",
        }
    )


def _detectable(found: Adequacy) -> Text:
    if math.isinf(found.detectable):
        return Text({"nl": "Geen enkel effect is aantoonbaar.", "en": "No effect at all can be detected."})
    dutch, english = f"{found.detectable:.2f}".replace(".", ","), f"{found.detectable:.2f}"
    wished = f"{found.wished:g}"
    return Text(
        {
            "nl": f"Pas een straf van {dutch} keer zo lang is aantoonbaar; gewenst is {wished.replace('.', ',')}.",
            "en": f"Only a sentence {english} times as long can be detected; {wished} is wished.",
        }
    )


def _interval(found: Adequacy) -> Text:
    if math.isinf(found.interval):
        return Text({"nl": "Een interval is er niet.", "en": "There is no interval."})
    widest, dutch = f"{thresholds.WIDEST_INTERVAL:g}", f"{found.interval:.1f}".replace(".", ",")
    return Text(
        {
            "nl": f"De bovengrens van het interval is {dutch} keer de ondergrens; {widest} mag.",
            "en": f"The upper limit of the interval is {found.interval:.1f} times the lower; {widest} is allowed.",
        }
    )


_REASONS = {Shortcoming.CELLS: _cells, Shortcoming.DETECTABLE: _detectable, Shortcoming.INTERVAL: _interval}


def _finite(number: float) -> float | None:
    return None if math.isinf(number) else number
