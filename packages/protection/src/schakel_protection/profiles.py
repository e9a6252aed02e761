"""Disclosure profiles: how figures are protected, declared in `profiles.yaml` with the source of each rule."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import yaml

from schakel_base.errors import DisclosureError
from schakel_base.text import Text
from schakel_protection.rounding.cell_key import Perturbation
from schakel_protection.rounding.shares import printed_share
from schakel_protection.rules import PARAMETERS, DisclosureRule
from schakel_protection.thresholds import MINIMUM_BASE

METHODS = ("round_each", "controlled_rounding", "suppression", "cell_key", "withhold")
WITHHELD, COARSER = "withheld", "coarser"
"""What can be declared as a next method beside any profile: to leave tables out, and merges that a table declares."""
WHY = Text(
    {
        "en": "It is protected otherwise than usual, since the usual way did not pass the test before release.",
        "es": "Se protege de un modo distinto del habitual, porque este no superó la prueba previa a la publicación.",
        "nl": "Dit is anders beschermd dan gewoonlijk, omdat de gewone manier niet door de toets vóór publicatie kwam.",
    }
)
"""Why a next method was taken. It names no table and no count: whoever reads it learns nothing else."""


def _exact(_base: int) -> int:
    return 0


_REACH: Mapping[str, Callable[[int], int]] = {
    # To the nearest multiple, so half a base away; additive rounding may go further, so that parts add up.
    "round_each": lambda base: base // 2,
    "controlled_rounding": lambda base: base + base // 5,
    "cell_key": lambda _: Perturbation().reach,
}
"""How far a published count may lie from the true one, by method: nowhere, where none is changed."""


@dataclass(frozen=True)
class Profile:
    """How figures are protected: what readers are told of it, the rules, the method, and what the method needs.

    Parameters
    ----------
    name
        The name under which it is declared.
    sentence
        For readers, in each language.
    source
        Where the rules come from.
    verified
        Whether that source was read.
    reach
        How far at most a published count lies from the true one, in units; 0 where no count is changed.
    method
        One of `METHODS`; empty of what protects no table, such as the leaves of an epoch.
    rules
        What fails; a cell must satisfy all of them.
    base
        What counts are rounded to, in units; 1 where they are not.
    minimum_base
        The number of units that a share or a median needs.
    singletons
        Whether respondents are attackers too: a person counted in a cell of 1 learns nothing about other cells.
    next_methods
        Names of profiles, or `withheld`, or `coarser`: what to try, in this order, where the attack blocks this one.
    public
        Whether anybody can read the records one by one already, so that nothing is protected.
    """

    name: str
    sentence: Text
    source: str
    verified: bool
    reach: int = 0
    method: str = ""
    rules: tuple[DisclosureRule, ...] = ()
    base: int = 1
    minimum_base: int = MINIMUM_BASE
    singletons: bool = False
    next_methods: tuple[str, ...] = ()
    public: bool = False

    @property
    def withholds(self) -> bool:
        """Whether nothing is shown at all."""
        return self.name == WITHHELD

    def as_fallback(self) -> "Profile":
        """Return it as readers see it where it is a next method: with why it is not the usual one."""
        both = {tag: f"{said} {WHY.in_language(tag)}" for tag, said in self.sentence.by_language.items()}
        return replace(self, sentence=Text(both))

    @property
    def smallest(self) -> float:
        """The least count that no rule on small counts objects to; the changes between editions are held to it too."""
        asked = [rule.parameters["minimum"] for rule in self.rules if rule.kind == "minimum_frequency"]
        return float(max(asked, default=0))

    @property
    def suppresses(self) -> bool:
        """Whether each count is printed as it is or not at all, so that differences between counts can be computed."""
        return self.method == "suppression"

    def printed_share(self, value: float, fewest: float) -> float | None:
        """Return a share, from 0 to 1, of a whole of so many units at least; None where it would give one away."""
        return printed_share(value, fewest, self.base)

    @property
    def next_profiles(self) -> "tuple[Profile, ...]":
        """The profiles to try next, in this order; merging classes is not one of them, since a table declares that."""
        return tuple(find_profile(name).as_fallback() for name in self.next_methods if name != COARSER)


def find_profile(name: str) -> Profile:
    """Return the profile of this name.

    Parameters
    ----------
    name
        A key of `profiles.yaml`: round-5, round-5-additive, round-10-additive, cbs-10-50-90, acro-default, alliance,
        cell-key or withheld.

    Returns
    -------
    Profile
        The profile, with what `protect_release` and `protect_tables` need of it.

    Raises
    ------
    DisclosureError
        If there is none.
    """
    if name not in DECLARED:
        raise DisclosureError(f"no disclosure profile is called {name}; known are {', '.join(sorted(DECLARED))}")
    return DECLARED[name]


def declare(name: str, given: Mapping[str, Any]) -> Profile:
    """Read one profile from its declaration.

    Raises
    ------
    DisclosureError
        If its method is unknown, or if a method lacks what it needs.
    """
    method = given.get("method", "suppression")
    if method not in METHODS:
        raise DisclosureError(f"profile {name}: no method is called {method}; known are {', '.join(METHODS)}")
    if method in ("round_each", "controlled_rounding") and not given.get("base"):
        raise DisclosureError(f"profile {name}: {method} needs a base")
    base = int(given.get("base", 1))
    return Profile(
        name,
        Text(given.get("sentence", {})),
        given.get("source", ""),
        bool(given.get("verified", False)),
        _REACH.get(method, _exact)(base),
        method,
        tuple(declare_rule(rule) for rule in given.get("rules", ())),
        base,
        int(given.get("minimum_base", MINIMUM_BASE)),
        bool(given.get("singletons")),
        tuple(given.get("next", ())),
        bool(given.get("public")),
    )


def declare_rule(given: Mapping[str, Any]) -> DisclosureRule:
    """Read one rule from its declaration.

    Raises
    ------
    DisclosureError
        If it has no kind, or a parameter that is unknown or no number of at least 0.
    """
    if "kind" not in given:
        raise DisclosureError("a disclosure rule has no kind")
    parameters = {name: value for name, value in given.items() if name != "kind"}
    for name, value in parameters.items():
        known = PARAMETERS.get(given["kind"], (name,))  # an unknown kind gets its sentence where it is applied
        if name not in known:
            raise DisclosureError(f"the rule {given['kind']} has no parameter {name}; it has {', '.join(known)}")
        if not isinstance(value, int | float):
            raise DisclosureError(f"the rule {given['kind']} has a parameter {name} that is not a number: {value}")
        if not 0 <= value < math.inf:
            raise DisclosureError(f"the rule {given['kind']} has a parameter {name} of {value}; it must be 0 or more")
    return DisclosureRule(str(given["kind"]), parameters)


def _read() -> dict[str, Profile]:
    text = (files("schakel_protection") / "profiles.yaml").read_text(encoding="utf-8")
    return {name: declare(name, given) for name, given in yaml.safe_load(text).items()}


DECLARED = _read()
