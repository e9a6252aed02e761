"""Sentences and other parts of an answer in one language, with the protected figures filled in."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from schakel.model.figure import Figure, Figures
from schakel.model.sentence import Capital, Decimals, Duration, Form, Joined, Percent, Ref, Sentence, Value
from schakel.publication.localisation import Localisation, capital
from schakel_base.text import Text


@dataclass(frozen=True, eq=False)
class ValueSpeaker:
    """Says values in a language; `figures` are those that references name."""

    language: Localisation
    figures: Figures = field(default_factory=dict)

    def __call__(self, value: Value) -> str:
        """Return a value in words."""
        return SAID[type(value)](value, self)

    def figure(self, ref: Ref) -> str:
        """Return the figure that a reference names, in the form that it asks for."""
        figure = self.figures[ref.figure]
        return self.language.mark(figure.mark) if figure.mark else FORMS[ref.form](figure, self.language)

    def sentence(self, said: Sentence) -> str:
        """Return a sentence with its values filled in; the other one where a figure in it is left out."""
        if said.otherwise and any(
            isinstance(one, Ref) and self.figures[one.figure].mark for one in said.values.values()
        ):
            return self(said.otherwise)
        text = self.language.text(said.text)
        return text.format(**{name: self(one) for name, one in said.values.items()}) if said.values else text


def _share(figure: Figure, language: Localisation) -> str:
    return language.share(figure.lower or 0)


def _decimal(figure: Figure, language: Localisation) -> str:
    if math.isinf(figure.upper or 0):
        return language.figure(figure)
    return str(format_decimal(figure.lower or 0, "0.0", language.locale))


def _change(figure: Figure, language: Localisation) -> str:
    """What something changes, or what it does to the lower and to the upper bound."""
    bounds = (figure.lower or 0, figure.upper or 0)
    return " / ".join(dict.fromkeys(_signed(bound, language) for bound in bounds))


def _distance(figure: Figure, language: Localisation) -> str:
    lower, upper = figure.lower or 0, figure.upper or 0
    if math.isinf(upper):
        return language.say("at least {number}", number=_signed(lower, language))
    if math.isinf(lower):
        return language.say("at most {number}", number=_signed(upper, language))
    if lower == upper:
        return _signed(lower, language)
    said = {"lower": _signed(lower, language), "upper": _signed(upper, language)}
    return language.say("between {lower} and {upper}", **said)


def _signed(number: float, language: Localisation) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    return f"{sign}{language.number(abs(number))}"


FORMS: dict[Form, Callable[[Figure, Localisation], str]] = {
    Form.NUMBER: lambda figure, language: language.figure(figure),
    Form.SHARE: _share,
    Form.DECIMAL: _decimal,
    Form.CHANGE: _change,
    Form.DISTANCE: _distance,
}

SAID: dict[type, Callable[[Any, ValueSpeaker], str]] = {
    str: lambda value, _: value,
    int: lambda value, speak: speak.language.number(value),
    float: lambda value, speak: speak.language.number(value),
    date: lambda value, speak: speak.language.date(value),
    Text: lambda value, speak: speak.language.text(value),
    Percent: lambda value, speak: speak.language.share(value.share),
    Decimals: lambda value, speak: speak.language.number(value.number, 2),
    Duration: lambda value, speak: speak.language.years(value.years),
    Capital: lambda value, speak: capital(speak(value.value)),
    Joined: lambda value, speak: value.by.join(filter(None, map(speak, value.values))),
    Ref: lambda value, speak: speak.figure(value),
    Sentence: lambda value, speak: speak.sentence(value),
}
"""How each kind of value is said."""
