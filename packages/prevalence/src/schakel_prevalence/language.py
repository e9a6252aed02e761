"""Sentences in English and Dutch: one template per language, numbers written as that language writes them."""

from schakel_base.text import Text

Number = float | int | str


def say(english: str, dutch: str, **values: Number) -> Text:
    """Fill one template per language; whole numbers get thousands marks, fractions at most two decimals."""
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
