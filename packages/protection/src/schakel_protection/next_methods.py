"""What is said where the attack blocks a release: why a next method was taken, or that none passed.

The methods to try next are declared in the profile. If nothing passes, nothing leaves: the sentence names the tables,
never their counts.
"""

from collections.abc import Sequence
from dataclasses import replace

from schakel_base.text import Text
from schakel_protection.profiles import DeclaredProfile, Profile

WHY = Text(
    {
        "en": "It is protected otherwise than usual, since a small count could have been computed from it.",
        "es": "Se protege de un modo distinto del habitual, porque se habría podido calcular un recuento pequeño.",
        "nl": "Dit is anders beschermd dan gewoonlijk, omdat er een klein aantal uit te berekenen was geweest.",
    }
)


def told_otherwise(profile: Profile) -> Profile:
    """Return a profile that tells readers why it is not the usual one."""
    both = {tag: f"{said} {WHY.in_language(tag)}" for tag, said in profile.sentence.by_language.items()}
    return replace(profile, sentence=Text(both))


def refusal(names: Sequence[str], tried: Sequence[DeclaredProfile]) -> str:
    """Return the sentence that refuses tables by their names; without any, the one table that there is."""
    what = f"the tables {', '.join(names)} together" if len(names) > 1 else " ".join(["the table", *names])
    under = " or ".join(dict.fromkeys(one.shown.name for one in tried))
    return f"{what} may not leave: a small count could be computed from what is published under {under}"
