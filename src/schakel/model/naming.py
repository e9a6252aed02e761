"""How names are sorted, and how they become part of an address."""

import re
import unicodedata


def alphabetical(name: str) -> tuple[str, str]:
    """Return what a name is ordered by: its letters and digits, without accents, apostrophes and capitals."""
    # Decomposed first, so that an accent is a character of its own, which the next line drops.
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum()), name


def web_folder(address: str) -> str:
    """Return an address that paths can be put behind; nothing where there is none."""
    return f"{address.rstrip('/')}/" if address else ""


def anchor(*names: str) -> str:
    """Return the anchor of what has a name, or of a concept by scheme and notation."""
    return ".".join(re.sub(r"[^\w-]+", "-", name) for name in names)
