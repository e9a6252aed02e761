"""Checking the outputs of research before they leave: named checks, and a judgement.

Each kind of output has its checks, declared below. A check passes, fails, or cannot be decided by a rule; then a
person must look.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from schakel_protection.output.facts import SMALLEST, facts_in
from schakel_protection.thresholds import FEWEST_DEGREES, FEWEST_EVENTS, FEWEST_IN_OVERLAP, FEWEST_UNITS

Facts = Mapping[str, float | bool]


class OutputJudgement(StrEnum):
    """What becomes of an output."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NEEDS_A_PERSON = "needs a person"


@dataclass(frozen=True)
class Check:
    """A named check: the facts it asks for, when it passes, and the sentence if it does not.

    With `decides` false a failure does not refuse: it calls for a person.
    """

    name: str
    facts: tuple[str, ...]
    passes: Callable[[Facts], bool]
    sentence: str
    decides: bool = True


@dataclass(frozen=True)
class OutputRequest:
    """What a researcher wants to take out: the kind of output, its facts, who asks, what for, and who else made it.

    Parameters
    ----------
    kind
        A key of `CHECKS`.
    facts
        By name: numbers in units, or whether something is shown.
    researcher
        Who asks.
    purpose
        What it is for, in a sentence.
    made_by
        Who ran the analysis, where others than the researcher did.
    """

    kind: str
    facts: Facts
    researcher: str = ""
    purpose: str = ""
    made_by: tuple[str, ...] = ()

    @property
    def makers(self) -> tuple[str, ...]:
        """Who asks for the output and who ran the analysis: none of them decides whether it may leave."""
        return (self.researcher, *self.made_by)

    @property
    def is_accepted(self) -> bool:
        """Whether the output passes all its checks, so that nobody needs to look at it."""
        return judge_output(self).judgement is OutputJudgement.ACCEPT

    def with_facts_in(self, output: Path, columns: Mapping[str, str]) -> "OutputRequest":
        """Return it with the facts that are read from the output, a CSV file, in place of those that were said.

        Parameters
        ----------
        columns
            By what they hold, which columns to read: count, at_risk, events, overlap or observed.

        Raises
        ------
        DisclosureError
            If a column is missing, holds what nobody declared, or holds something that is no number.
        """
        return replace(self, facts={**self.facts, **facts_in(output, columns)})


@dataclass(frozen=True)
class OutputVerdict:
    """The judgement on a request, with a reason per check that did not pass."""

    judgement: OutputJudgement
    reasons: tuple[str, ...]


DEGREES = Check(
    "degrees of freedom",
    ("degrees_of_freedom",),
    lambda facts: facts["degrees_of_freedom"] >= FEWEST_DEGREES,
    f"the model has fewer than {FEWEST_DEGREES} residual degrees of freedom",
)
SATURATED = Check(
    "saturated model",
    ("parameters", "observations"),
    lambda facts: facts["parameters"] < facts["observations"],
    "the model has as many parameters as observations, so it prints the data",
)
CELLS = Check(
    "smallest cell",
    ("smallest_cell",),
    lambda facts: facts["smallest_cell"] >= FEWEST_UNITS,
    f"the smallest cell holds fewer than {FEWEST_UNITS} units",
)
AT_RISK = Check(
    "number at risk",
    ("smallest_at_risk",),
    lambda facts: facts["smallest_at_risk"] >= FEWEST_UNITS,
    f"a step of the curve rests on fewer than {FEWEST_UNITS} units at risk",
)
STEPS = Check(
    "steps of single events",
    ("smallest_events_per_step",),
    lambda facts: facts["smallest_events_per_step"] >= FEWEST_EVENTS,
    "a step of the curve shows the moment of a single event",
    decides=False,
)
OBSERVED = Check(
    "persons observed",
    ("observed",),
    lambda facts: facts["observed"] >= FEWEST_UNITS,
    f"the estimate rests on fewer than {FEWEST_UNITS} persons observed",
)
OVERLAP = Check(
    "overlap of lists",
    ("smallest_overlap",),
    lambda facts: facts["smallest_overlap"] >= FEWEST_IN_OVERLAP,
    f"an overlap of lists that the estimate prints holds fewer than {FEWEST_IN_OVERLAP} persons",
)
NO_POINTS = Check(
    "single observations",
    ("shows_observations",),
    lambda facts: not facts["shows_observations"],
    "the plot shows single observations, as a residual plot does",
)
EXTREMES = Check(
    "extremes",
    ("shows_extremes",),
    lambda facts: not facts["shows_extremes"],
    "the output shows a minimum or a maximum, which is often one person",
    decides=False,
)

CHECKS: dict[str, tuple[Check, ...]] = {
    "regression": (DEGREES, SATURATED),
    "survival curve": (AT_RISK, STEPS),
    "prevalence estimate": (OBSERVED, OVERLAP),
    "prevalence estimate without its table": (OBSERVED,),
    "plot": (NO_POINTS, EXTREMES, CELLS),
    "table": (CELLS, EXTREMES),
}

_HELD = {fact: holds for holds, fact in SMALLEST.items()}

FACTS_ASKED: Mapping[str, Mapping[str, str]] = {
    kind: {fact: _HELD.get(fact, "") for check in checks for fact in check.facts} for kind, checks in CHECKS.items()
}
"""By kind of output the facts that its checks ask for; of each what a column holds that it can be read from, if any."""


def judge_output(request: OutputRequest) -> OutputVerdict:
    """Run the checks of the kind of output asked for.

    Parameters
    ----------
    request
        The kind of output (a key of `CHECKS`) and its facts by name, in units.

    Returns
    -------
    OutputVerdict
        Accept, refuse, or needs a person, with a reason for each check that did not pass. An unknown kind, or a fact
        that is left out, needs a person.
    """
    if request.kind not in CHECKS:
        known = ", ".join(CHECKS)
        return OutputVerdict(
            OutputJudgement.NEEDS_A_PERSON, (f"no checks are declared for a {request.kind}; known are {known}",)
        )
    worst, reasons = OutputJudgement.ACCEPT, []
    for check in CHECKS[request.kind]:
        found, reason = _run(check, request.facts)
        if found is not OutputJudgement.ACCEPT:
            reasons.append(reason)
        # One failed check refuses, whatever a person would say of the others.
        worst = max(worst, found, key=list(_BY_WEIGHT).index)
    return OutputVerdict(worst, tuple(reasons))


_BY_WEIGHT = (OutputJudgement.ACCEPT, OutputJudgement.NEEDS_A_PERSON, OutputJudgement.REFUSE)


def _run(check: Check, facts: Facts) -> tuple[OutputJudgement, str]:
    missing = [name for name in check.facts if name not in facts]
    if missing:
        return OutputJudgement.NEEDS_A_PERSON, f"{check.name}: the request does not say {' and '.join(missing)}"
    if check.passes(facts):
        return OutputJudgement.ACCEPT, ""
    return (
        OutputJudgement.REFUSE if check.decides else OutputJudgement.NEEDS_A_PERSON
    ), f"{check.name}: {check.sentence}"
