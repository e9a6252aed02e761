"""How the site speaks one language: its strings, numbers, dates, and what a figure looks like in words.

Strings are English in the code and in the templates; `locale/<language>.po` holds their translations and is read as
it stands. A language without a catalogue gets English strings, and its own numbers and dates.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from schakel.model.figure import Figure, Mark
from schakel.model.product import Ground, Role
from schakel_base.errors import DeclarationError
from schakel_base.text import Text, locale_of

DECIMALS = {"rate": 1} | dict.fromkeys(("shannon", "shannon-interval", "simpson", "simpson-interval"), 3)
"""How many decimals figures of a kind have: as many in each, so that those under each other can be compared."""

_RANGE = "{}–{}"  # an en dash, as statistical offices write a range


@dataclass(frozen=True, eq=False)
class Localisation:
    """One language: `messages` pairs English strings with their translation."""

    language: str
    locale: Locale
    messages: Mapping[str, str]

    def say(self, message: str, **values: object) -> str:
        """Return a string of the site in this language, with values filled in."""
        # English is what is written in the code: a string without a translation is legible, if not translated.
        said = self.messages.get(message) or message
        return said.format(**values) if values else said

    def text(self, text: Text) -> str:
        """Return a declared text in this language, on one line."""
        return " ".join(text.in_language(self.language).split())

    def label(self, text: Text) -> str:
        """Return a declared label as it opens a line: with a capital."""
        return capital(self.text(text))

    def number(self, number: float, decimals: int | None = None) -> str:
        """Return a number as this language writes it: with so many decimals, or with as many as it has."""
        return _decimal(number, self.locale, None if decimals is None else f"#,##0.{'0' * decimals}")

    def share(self, number: float) -> str:
        """Return a share between 0 and 1 as a whole percentage."""
        return str(format_percent(number, locale=self.locale))

    def years(self, number: int) -> str:
        """Return a span of whole years, as `1 year` and `2 years`."""
        return str(format_unit(number, "duration-year", locale=self.locale))

    def date(self, day: date) -> str:
        """Return a date in full."""
        return _in_full(day, self.locale)

    def mark(self, mark: Mark) -> str:
        """Return why a number is absent."""
        return {
            Mark.PROTECTED: self.say("protected"),
            Mark.BASE_TOO_SMALL: self.say("base too small"),
            Mark.OPEN: self.say("open"),
            Mark.NOT_APPLICABLE: self.say("not applicable"),
        }[mark]

    def mark_meaning(self, mark: Mark) -> str:
        """Return what a mark means, in a sentence."""
        return {
            Mark.PROTECTED: self.say("Not published, to protect the people behind the number. It is not zero."),
            Mark.BASE_TOO_SMALL: self.say("Not published, because it would be based on too few units. It is not zero."),
            Mark.OPEN: self.say("The registers do not show whether there are enough units for it. It is not zero."),
            Mark.NOT_APPLICABLE: self.say("This number does not exist here. Nothing is withheld."),
        }[mark]

    def ranges(self, reach: int, linked: bool = False) -> str:
        """Return what two numbers mean: where counts are rounded the true one can lie outside them too, so far.

        Where persons are `linked`, who is one person is not certain, and no range tells how much that matters.
        """
        two = self.say(
            "If the register leaves something open, there are two numbers: how many certainly belong to the category, "
            "and how many can belong to it."
        )
        between = self.say("The true number is between the two; nothing is estimated.")
        rounded = self.say(
            "The true number is between the two, or at most {reach} outside them, since both are rounded; nothing is "
            "estimated."
        )
        linking = self.say(
            "That holds as persons are linked. Which registrations are of one person is not always certain; what that "
            "does to the number of persons is told with the quality of the deliveries."
        )
        found = [two, rounded.format(reach=reach) if reach else between, *([linking] if linked else [])]
        return " ".join(found)

    def role(self, role: Role) -> str:
        """Return what users do with a product."""
        return {
            Role.READER: self.say("to read what is published"),
            Role.ANALYST: self.say("to analyse single units inside the zone"),
            Role.PRIVACY_OFFICER: self.say("to answer requests of persons about their data"),
        }[role]

    def ground(self, ground: Ground) -> str:
        """Return the article of a law, and whether its text was read."""
        article = self.say("{law}, article {article}", law=self.text(ground.law), article=ground.article)
        return article if ground.verified else f"{article} ({self.say('not verified')})"

    def figure(self, figure: Figure, kind: str = "count") -> str:
        """Return a figure in words: a number, a range, or its mark. A share is in percent."""
        if figure.mark:
            return self.mark(figure.mark)
        assert figure.lower is not None and figure.upper is not None
        if kind == "share":
            return self._percentage(figure.lower, figure.upper)
        lower = self.number(figure.lower, DECIMALS.get(kind))
        if math.isinf(figure.upper):
            return self.say("{number} or more", number=lower)
        return lower if figure.is_exact else _RANGE.format(lower, self.number(figure.upper, DECIMALS.get(kind)))

    def counted(self, figure: Figure, units: str) -> str:
        """Return what a figure counts, as it stands behind it: "protected cases" would be cases that are protected."""
        # A unit is declared in the plural, and "1 cases" is wrong in every language.
        is_odd = figure.mark or (figure.lower == figure.upper == 1)
        return self.say("– number of {units}", units=units) if is_odd else units

    def in_words(self, figure: Figure, kind: str = "count") -> str:
        """Return a figure as it is in a sentence: a range says about each number what it is."""
        # These are words already, or one number.
        if figure.mark or figure.is_exact or math.isinf(figure.upper or 0):
            return self.figure(figure, kind)
        lower, upper = (self.figure(Figure(bound, bound), kind) for bound in (figure.lower, figure.upper))
        return self.say("at least {lower} and at most {upper}", lower=lower, upper=upper)

    def _percentage(self, lower: float, upper: float) -> str:
        # With one decimal, where this language has its sign and the space before it.
        pattern = str(self.locale.percent_formats[None].pattern).replace("#,##0", "#,##0.0")
        # The sign stands once, where this language puts it: after the second of two numbers.
        last = str(format_percent(upper / 100, pattern, self.locale))
        return last if lower == upper else _RANGE.format(format_decimal(lower, "#,##0.0", self.locale), last)


@cache  # a release writes the same few days and few hundred counts tens of thousands of times
def _in_full(day: date, locale: Locale) -> str:
    return str(format_date(day, "long", locale=locale))


@cache
def _decimal(number: float, locale: Locale, pattern: str | None) -> str:
    return str(format_decimal(number, pattern, locale))


def capital(words: str) -> str:
    """Return words with their first letter as a capital."""
    return words[:1].upper() + words[1:]


@cache
def localise(language: str, room: str = "schakel.publication") -> Localisation:
    """Return the localisation of a language tag (BCP 47), with the strings of a package, such as the site or the desk.

    Raises
    ------
    DeclarationError
        If there is no such language.
    """
    try:
        locale = Locale.parse(locale_of(language))
    except (UnknownLocaleError, ValueError) as error:
        raise DeclarationError(f"no language is known under the tag {language}; use one such as es or pt-BR") from error
    return Localisation(language, locale, _catalogue(locale.language, room))


def _catalogue(language: str, room: str) -> dict[str, str]:
    path = files(room) / "locale" / f"{language}.po"
    if not path.is_file():
        return {}
    catalogue = read_po(BytesIO(path.read_bytes()), locale=language)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
