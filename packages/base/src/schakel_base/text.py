"""A text in several languages: what a declaration or a verdict says to people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Number = float | int | str


@dataclass(frozen=True)
class Text:
    """One text per language tag; asked for a language it lacks, it answers in the first that it has."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """Return the text in `language`, else in the first language declared, else an empty string."""
        return self.by_language.get(language) or next(iter(self.by_language.values()), "")

    def language_for(self, language: str) -> str:
        """Return the language in which a reader of `language` gets this text: empty where it has none at all."""
        return language if self.by_language.get(language) else next(iter(self.by_language), "")

    def with_capital(self) -> "Text":
        """Return the same with a capital at its beginning, as a title has."""
        return Text({language: said[:1].upper() + said[1:] for language, said in self.by_language.items()})

    def __bool__(self) -> bool:
        return any(self.by_language.values())

    def __hash__(self) -> int:
        # A mapping has no hash of its own, and texts are keys of what is cached.
        return hash(tuple(sorted(self.by_language.items())))


NOTHING = Text()


def locale_of(language: str) -> str:
    """Return the locale in which numbers and dates of a language are written, as `en_GB`.

    A date in English has its day first, as in Europe and in most of the world.
    """
    return "en_GB" if language == "en" else language.replace("-", "_")


def say(english: str, dutch: str, **values: Number) -> Text:
    """Fill one template per language; whole numbers get thousands marks, fractions at most two decimals.

    Parameters
    ----------
    english, dutch
        Templates with the same names in braces.
    values
        A value for each name; a text is filled in as it is.

    Returns
    -------
    Text
        With the languages `en` and `nl`: the libraries have no other languages of their own.
    """
    return Text(
        {
            "en": english.format(**{name: _english(value) for name, value in values.items()}),
            "nl": dutch.format(**{name: _dutch(value) for name, value in values.items()}),
        }
    )


def _english(value: Number) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"


def _dutch(value: Number) -> str:
    if isinstance(value, str):
        return value
    return _english(value).translate(str.maketrans(",.", ".,"))
