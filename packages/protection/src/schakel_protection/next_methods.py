"""What is said where the attack blocks a release: why a next method was taken, or that none passed.

The methods to try next are declared in the profile. If nothing passes, nothing leaves. The words are fixed: they name
tables, which are public, and say nothing of what is in them, nor of small counts.
"""

from collections.abc import Sequence
from dataclasses import replace

from schakel_base.text import Text
from schakel_protection.profiles import DeclaredProfile, Profile

WHY = Text(
    {
        "en": "It is protected otherwise than usual, since the usual way did not pass the test before release.",
        "es": "Se protege de un modo distinto del habitual, porque este no superó la prueba previa a la publicación.",
        "nl": "Dit is anders beschermd dan gewoonlijk, omdat de gewone manier niet door de toets vóór publicatie kwam.",
    }
)


def as_fallback(profile: Profile) -> Profile:
    """Return a profile as readers see it where it is a next method: with why it is not the usual one."""
    both = {tag: f"{said} {WHY.in_language(tag)}" for tag, said in profile.sentence.by_language.items()}
    return replace(profile, sentence=Text(both))


def refusal(names: Sequence[str], tried: Sequence[DeclaredProfile]) -> str:
    """Return the sentence that refuses tables by their names; without any, the one table that there is."""
    what = f"the tables {', '.join(names)} together" if len(names) > 1 else " ".join(["the table", *names])
    under = " or ".join(dict.fromkeys(one.shown.name for one in tried))
    them = "them" if len(names) > 1 else "it"
    return f"{what} may not leave: no way to protect {them} passed the test before release ({under})"
