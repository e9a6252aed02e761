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
    CONFIRMED,
    CREATED,
    DOUBTED,
    JOINED,
    MOVED,
    REFUTED,
    RETIRED,
    SPLIT,
    UNDECIDED,
)
from schakel.model.figure import Figure
from schakel.model.persons import PersonAttributes
from schakel.publication.localisation import Localisation

_MODEL = re.compile(r"model (\S+?)(?: of (\d{4}-\d{2}-\d{2}))?")
"""How the ledger names a model (`identity/record_name.py`)."""


def words(visit: Visit) -> Mapping[str, Callable[[Any], str]]:
    """Return what the pages of pairs are given to say these in the language of a visit."""
    said: Mapping[str, Callable[[Any, Localisation], str]] = {
        "attribute": partial(attribute, visit.office.alliance.persons),
        "by": by,
        "chance": chance,
        "decision": decision,
        "event": event,
        "level": level,
        "rule": rule,
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
    say = language.say
    if declared and name in declared.labels:
        return language.text(declared.labels[name])
    return {
        "given_name": say("given name"),
        "surname": say("surname"),
        "birth_date": say("date of birth"),
        "birth_country": say("country of birth"),
        "sex": say("sex"),
        "nationality": say("nationality"),
    }.get(name, name)


def by(name: str, language: Localisation) -> str:
    """Return who said so: a model in words, somebody by their address."""
    say, found = language.say, _MODEL.fullmatch(name)
    if not found:
        return name
    called, day = found.groups()
    if not day:
        return say("the model {name}", name=called)
    return say("the model {name} of {day}", name=called, day=language.date(date.fromisoformat(day)))


def decision(name: str, language: Localisation) -> str:
    """Return what is said about two persons."""
    say = language.say
    return {
        JOINED: say("They are one person"),
        APART: say("They are two persons"),
        DOUBTED: say("I cannot tell"),
        CONFIRMED: say("They are one person"),
        REFUTED: say("They are two persons"),
        UNDECIDED: say("I cannot tell"),
    }[name]


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
        return say("similar: {share}", share=language.number(float(share)) if _is_number(share) else share)
    return {
        "same": say("the same"),
        "otherwise": say("differs"),
        "unknown": say("not known"),
        "swapped": say("swapped"),
        "same sound": say("the same sound"),
        "one inside the other": say("one contains the other"),
        "one character differs": say("one character differs"),
        "initial only": say("initial only"),
        "same initial": say("the same initial"),
        "same and vague": say("the same and vague"),
        "day and month swapped": say("day and month swapped"),
        "one digit differs": say("one digit differs"),
        "one part differs": say("one part differs"),
        "two parts differ": say("two parts differ"),
        "same year": say("the same year"),
        "same year, one vague": say("the same year, one of them vague"),
        "a year apart": say("a year apart"),
        "a week apart": say("a week apart"),
        "a month apart": say("a month apart"),
        "two months apart": say("two months apart"),
    }.get(name, name)


def _is_number(share: str) -> bool:
    return share.replace(".", "", 1).isdigit()


def rule(name: str, language: Localisation) -> str:
    """Return why no machine joins two persons."""
    say = language.say
    return {
        "numbers": say("two different numbers of the same kind"),
        "generations": say("births twelve years or more apart"),
        "vague": say("both have the same year of birth, without a day or on 1 January"),
        "sources": say("two records of a source that holds nobody twice"),
        "twins": say("the same surname and date of birth, another first name"),
    }.get(name, name)
