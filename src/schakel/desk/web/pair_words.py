"""Words for decisions about two persons, levels of agreement and a person's history."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from schakel.desk.web.doors import Visit
from schakel.desk.web.pages import in_words
from schakel.identity.who_is_who.history import PersonEvent
from schakel.identity.who_is_who.judgements import (
    APART,
    ATTACHED,
    CREATED,
    DOUBTED,
    JOINED,
    MOVED,
    RETIRED,
    SPLIT,
)
from schakel.model.figure import Figure
from schakel.model.persons import PersonAttributes
from schakel.publication.localisation import Localisation
from schakel_base.errors import message

_MODEL = re.compile(r"model (\S+?)(?: of (\d{4}-\d{2}-\d{2}))?")
"""How the ledger names a model (`identity/record_name.py`)."""


_ATTRIBUTES: Mapping[str, str] = {
    "given_name": message("given name"),
    "surname": message("surname"),
    "birth_date": message("date of birth"),
    "birth_country": message("country of birth"),
    "sex": message("sex"),
    "nationality": message("nationality"),
}
_LEVELS: Mapping[str, str] = {
    "same": message("the same"),
    "otherwise": message("differs"),
    "unknown": message("not known"),
    "swapped": message("swapped"),
    "same sound": message("the same sound"),
    "one inside the other": message("one contains the other"),
    "one character differs": message("one character differs"),
    "initial only": message("initial only"),
    "same initial": message("the same initial"),
    "same and vague": message("the same and vague"),
    "day and month swapped": message("day and month swapped"),
    "one digit differs": message("one digit differs"),
    "one part differs": message("one part differs"),
    "two parts differ": message("two parts differ"),
    "same year": message("the same year"),
    "same year, one vague": message("the same year, one of them vague"),
    "a year apart": message("a year apart"),
    "a week apart": message("a week apart"),
    "a month apart": message("a month apart"),
    "two months apart": message("two months apart"),
}


def words(visit: Visit) -> Mapping[str, Callable[[Any], str]]:
    """Return what the pages of pairs are given to say these in the language of a visit."""
    said: Mapping[str, Callable[[Any, Localisation], str]] = {
        "attribute": partial(attribute, visit.office.alliance.persons),
        "by": by,
        "chance": chance,
        "event": event,
        "level": level,
        "sample_title": sample_title,
    }
    return {name: in_words(visit, one) for name, one in said.items()}


def chance(share: float, language: Localisation) -> str:
    """Return a chance as people read it: one that would be rounded to certainty is more than the last one below it."""
    most = 99.9
    shown = min(100 * share, most)
    return f"{'> ' if 100 * share > most else ''}{language.figure(Figure(shown, shown), 'share')}"


def attribute(declared: PersonAttributes | None, name: str, language: Localisation) -> str:
    """Return what an attribute is called: as it is declared, else in words of ours for one that many have."""
    if declared and name in declared.labels:
        return language.text(declared.labels[name])
    return language.say(_ATTRIBUTES.get(name, name))


def by(name: str, language: Localisation) -> str:
    """Return who said so: a model in words, somebody by their address."""
    say, found = language.say, _MODEL.fullmatch(name)
    if not found:
        return name
    called, day = found.groups()
    if not day:
        return say("the model {name}", name=called)
    return say("the model {name} of {day}", name=called, day=language.date(date.fromisoformat(day)))


def sample_title(of: str, language: Localisation) -> str:
    """Return what the sample of pairs that are joined, or apart, is called."""
    say = language.say
    return say("A sample of pairs that are joined") if of == JOINED else say("A sample of close pairs that are apart")


def event(found: PersonEvent, language: Localisation) -> str:
    """Return what happened to a person."""
    said, say = found.entry.judgement, language.say
    about = {"number": language.number(found.records), "one": said.person[:8], "other": said.other[:8]}
    return {
        CREATED: say("The first record of {one}", **about),
        ATTACHED: say("Records that came to {one}: {number}", **about),
        JOINED: say("{one} and {other} are one person", **about),
        APART: say("{one} and {other} are two persons", **about),
        DOUBTED: say("Somebody could not tell whether {one} and {other} are one", **about),
        SPLIT: say("Records that went from {other} to {one}: {number}", **about),
        MOVED: say("Records that went from {other} to {one}: {number}", **about),
        RETIRED: say("{other} went into {one}", **about),
    }[said.kind]


def level(name: str, language: Localisation) -> str:
    """Return how far an attribute agrees; a level that a model names itself by its own name."""
    say, (word, _, share) = language.say, name.partition(" ")
    if word == "similar":
        is_number = share.replace(".", "", 1).isdigit()
        return say("similar: {share}", share=language.number(float(share)) if is_number else share)
    return say(_LEVELS.get(name, name))
