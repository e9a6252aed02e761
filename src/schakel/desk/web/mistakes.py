"""Error messages of the desk in the language of the visit: the error's sentence, from the catalogues.

An error is raised without a capital, its parts after semicolons; readers get sentences with capitals.
"""

import re
from collections.abc import Mapping

from schakel.publication.localisation import Localisation, capital
from schakel_base.errors import Fault, SchakelError


def said(error: SchakelError, language: Localisation) -> list[str]:
    """Return what is said about an error in this language: a sentence or more for each of its faults."""
    return [fault(one, language) for one in error.faults]


def for_machines(error: SchakelError, language: Localisation) -> str:
    """Return what is said about an error as one text; in English as it was raised."""
    return str(error) if language.language == "en" else " ".join(said(error, language))


def fault(found: Fault, language: Localisation) -> str:
    """Return what is said about one fault; in English where no catalogue has it."""
    text = language.messages.get(found.message) or as_sentences(found.message)
    sentence = text.format(**_written(found.fields, language)) if found.fields else text
    return capital(f"{found.place}: {sentence}") if found.place else sentence


def as_sentences(text: str) -> str:
    """Return sentences with their capitals and their ends."""
    parted = re.sub(r"; (\S)", lambda begun: f". {begun[1].upper()}", text)
    return capital(parted) + ("" if parted.endswith((".", "?")) else ".")


def _written(fields: Mapping[str, str | int], language: Localisation) -> dict[str, str]:
    """Return what goes in the places of a sentence, as a language writes it."""
    return {name: language.number(one) if isinstance(one, int) else one for name, one in fields.items()}
