"""The ledger of assumptions: what must hold of the world for a figure to mean anything, and who says that it does.

Several violations cannot be seen in capture histories at all, so they are asked. What is not in the ledger is unknown.
For each assumption the direction of the bias is known or not, which is why a bound can often be given where an estimate
cannot: visibility that differs makes every figure too low, replacement makes the number present too high.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import yaml

from schakel_base.errors import DeclarationError, Fault, RequestError
from schakel_base.text import NOTHING, Text
from schakel_base.verdict import Direction


class TargetPopulation(StrEnum):
    """Which population is meant: those present at a date, or all who were ever present in the period."""

    PRESENT = "present at a date"
    EVER_PRESENT = "ever present in the period"


class AssumptionStatus(StrEnum):
    """What is declared of an assumption."""

    HOLDS = "holds because"
    VIOLATED = "does not hold"
    UNKNOWN = "unknown"


class Assumption(StrEnum):
    """The assumptions of capture and recapture."""

    CLOSED = "closed population"
    VISIBILITY = "equal visibility"
    INDEPENDENCE = "independence"
    REGISTRATION = "registration effect"
    LINKAGE = "perfect linkage"
    STATIONARITY = "stationarity"


@dataclass(frozen=True)
class Declaration:
    """One line of the ledger; `direction` is where the truth lies if the assumption fails, where that is known."""

    assumption: Assumption
    status: AssumptionStatus
    reason: Text = NOTHING
    direction: Direction | None = None

    @classmethod
    def of(
        cls, assumption: Assumption, status: AssumptionStatus, reason: Text, bias: str, target: TargetPopulation | None
    ) -> "Declaration":
        """Return a line; a bias that is not declared gets the direction that the assumption has by itself, if any."""
        return cls(assumption, status, reason, TRUTH[bias] if bias else direction_of(assumption, target))


@dataclass(frozen=True)
class AssumptionLedger:
    """What was declared, and for which population; an assumption that is not in it was not declared at all.

    Parameters
    ----------
    declarations
        What was declared, by assumption.
    target
        The population that is meant; on which side the truth lies under turnover depends on it.
    cannot_share
        Pairs of lists that exclude each other by design.
    missed_links, false_links
        The share of links between registrations of one person that were missed, and of links that join two persons,
        from 0 up to 1; None where nobody said.
    order
        The lists in order of time, where they have one.
    reached
        Of a list that reaches only some strata, a covariate and the values that it reaches.
    """

    declarations: Mapping[Assumption, Declaration]
    target: TargetPopulation | None = None
    cannot_share: tuple[tuple[str, str], ...] = ()
    missed_links: float | None = None
    false_links: float | None = None
    order: tuple[str, ...] = ()
    reached: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, target: str, lines: Iterable[tuple[str, str, Text, str]]) -> "AssumptionLedger":
        """Return a ledger from what was declared, in the words of a file.

        Parameters
        ----------
        target
            A `TargetPopulation`.
        lines
            Of each assumption its name, its status, the reason, and the bias if it fails: `too low`, `too high` or
            empty.

        Raises
        ------
        RequestError
            If there is no such target, assumption or status.
        """
        meant = TargetPopulation(_one_of(TargetPopulation, "target", target))
        declared = (
            Declaration.of(
                Assumption(_one_of(Assumption, "assumption", name)),
                AssumptionStatus(_one_of(AssumptionStatus, "status", status)),
                reason,
                bias,
                meant,
            )
            for name, status, reason, bias in lines
        )
        return cls({one.assumption: one for one in declared}, meant)


def _one_of(known: Iterable[str], what: str, said: str) -> str:
    if said not in tuple(known):
        raise RequestError(f"There is no {what} {said!r}; known: {', '.join(known)}.")
    return said


NOTHING_DECLARED = AssumptionLedger({})
KEYS = {"target", "list order", "reaches only", "cannot share", "missed links", "false links", *Assumption}
TRUTH = {"too low": Direction.AT_LEAST, "too high": Direction.AT_MOST}


def direction_of(assumption: Assumption, target: TargetPopulation | None) -> Direction | None:
    """Return where the truth lies if an assumption fails, where theory and simulation agree on it."""
    if assumption is Assumption.CLOSED and target is not None:
        # Those who leave cannot be seen again, so lists overlap too little: too many for one date, too few for the
        # period.
        return Direction.AT_MOST if target is TargetPopulation.PRESENT else Direction.AT_LEAST
    return Direction.AT_LEAST if assumption is Assumption.VISIBILITY else None


def read_ledger(path: Path) -> AssumptionLedger:
    """Read a ledger from a YAML file (JSON is YAML too).

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    AssumptionLedger
        With a line for each assumption that the file names.

    Raises
    ------
    DeclarationError
        If the file cannot be read, names an unknown assumption or status, or gives no reason where one is needed.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise DeclarationError(Fault(f"The ledger cannot be read: {str(error).splitlines()[0]}.", str(path))) from None
    if not isinstance(content, dict):
        raise DeclarationError(Fault("A ledger must be a list of assumptions, each with its status.", str(path)))
    unknown = sorted(str(key) for key in content if key not in KEYS)
    if unknown:
        raise DeclarationError(
            Fault(f"There is no assumption {unknown[0]!r}; known: {', '.join(sorted(KEYS))}.", str(path))
        )
    target = _target(content.get("target"), path)
    lines = {a: _declaration(a, content[a], target, path) for a in Assumption if a in content}
    return AssumptionLedger(
        lines,
        target,
        _pairs(content.get("cannot share", []), path),
        _rate(content, "missed links", path),
        _rate(content, "false links", path),
        _names(content.get("list order", []), path),
        _reached(content.get("reaches only", {}), path),
    )


def _target(value: object, path: Path) -> TargetPopulation | None:
    if value is None:
        return None
    if value not in tuple(TargetPopulation):
        raise DeclarationError(Fault(f"The target is one of: {', '.join(TargetPopulation)}; not {value!r}.", str(path)))
    return TargetPopulation(str(value))


def _declaration(assumption: Assumption, value: object, target: TargetPopulation | None, path: Path) -> Declaration:
    """Read `status`, or a mapping with `status`, `reason` and `bias` (too low, too high)."""
    line = {"status": value} if isinstance(value, str) else value
    if not isinstance(line, dict) or line.get("status") not in tuple(AssumptionStatus):
        raise DeclarationError(Fault(f"{assumption}: the status is one of: {', '.join(AssumptionStatus)}.", str(path)))
    status, reason = AssumptionStatus(line["status"]), str(line.get("reason") or "")
    if status is AssumptionStatus.HOLDS and not reason:
        raise DeclarationError(Fault(f"{assumption}: 'holds because' needs its reason.", str(path)))
    bias = line.get("bias")
    if bias is not None and bias not in tuple(TRUTH):
        raise DeclarationError(Fault(f"{assumption}: the bias is 'too low' or 'too high', not {bias!r}.", str(path)))
    said = Text({"en": reason}) if reason else NOTHING
    return Declaration.of(assumption, status, said, bias or "", target)


def _pairs(value: object, path: Path) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or any(not isinstance(pair, list) or len(pair) != 2 for pair in value):
        raise DeclarationError(Fault("'cannot share' is a list of pairs of lists, as [A, B].", str(path)))
    return tuple((str(a), str(b)) for a, b in value)


def _names(value: object, path: Path) -> tuple[str, ...]:
    names = tuple(map(str, value)) if isinstance(value, list) else ()
    if not isinstance(value, list) or len(set(names)) < len(names):
        raise DeclarationError(Fault("'list order' has each list once, as [A, B, C].", str(path)))
    return names


def _reached(value: object, path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    lines = value if isinstance(value, dict) else {"": None}
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for name, reach in lines.items():
        pairs = list(reach.items()) if isinstance(reach, dict) else []
        if len(pairs) != 1 or not isinstance(pairs[0][1], list):
            raise DeclarationError(
                Fault(
                    "'reaches only' has a covariate and its values for each list, as {A: {region: [north]}}.", str(path)
                )
            )
        (covariate, values) = pairs[0]
        found[str(name)] = (str(covariate), frozenset(map(str, values)))
    return found


def _rate(content: Mapping[str, object], name: str, path: Path) -> float | None:
    value = content.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or not 0 <= value < 1:
        raise DeclarationError(Fault(f"'{name}' is a share from 0 up to 1, not {value!r}.", str(path)))
    return float(value)
