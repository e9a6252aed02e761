"""The attack that every table must survive before it leaves.

The attacker knows everything that was published: counts, totals, bounds, ratios, earlier editions; that counts are
whole and not negative; and, if a respondent attacks, his own cells. For each protected cell the audit computes what
range is left. It shares no code with the methods that protect: it sees values, what is known about them, and relations.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from schakel_base.errors import DisclosureError, Fault
from schakel_base.progress import a_part, tell
from schakel_protection.attack.attacker import Reach
from schakel_protection.attack.judging import judge
from schakel_protection.attack.others import Others
from schakel_protection.attack.parts import Knowledge, connected, settle, with_shares
from schakel_protection.attack.requirements import Requirement
from schakel_protection.attack.ties import Tied
from schakel_protection.effort import ATTACK
from schakel_protection.solver import INFINITE, spend
from schakel_protection.tables.equations import Equations, Key, Mask, Vector, name_of
from schakel_protection.thresholds import TOLERANCE


class ExposureError(DisclosureError):
    """Some cells can be computed, or nothing is left that could hide them; another method may do better.

    Parameters
    ----------
    faults
        The sentences.
    cells
        The keys of the cells, so that only the tables that hold them are protected by the next method.
    """

    def __init__(self, faults: Fault | str | Iterable[Fault], cells: Sequence[Key] = ()) -> None:
        super().__init__(faults)
        self.cells = tuple(cells)


@dataclass(frozen=True)
class Finding:
    """The range an attacker is left with for one cell; `at_least` when it is known to be this wide or wider.

    Parameters
    ----------
    key
        The cell.
    value
        Its true value; of a rounded figure, whose attack sees none, the lower end of the range. For the secured zone
        only, as is the whole finding.
    lower, upper
        The range that is left, in the unit of the value.
    at_least
        Whether the search stopped once the range was wide enough.
    safe
        Whether the range is as wide as is required.
    attacker
        A cell of the respondent who narrows it this far; None for somebody who knows only what is published.
    """

    key: Key
    value: float
    lower: float
    upper: float
    at_least: bool
    safe: bool
    attacker: Key | None = None

    def __str__(self) -> str:
        who = f" by the respondent in {name_of(self.attacker)}" if self.attacker is not None else ""
        reach = "exactly" if self.lower == self.upper else f"to {self.lower:g} to {self.upper:g},"
        return f"the cell {name_of(self.key)} can be computed{who} {reach} from what is published"


@dataclass(frozen=True)
class Audit:
    """What the attack found, the narrowest range first."""

    findings: tuple[Finding, ...]

    @property
    def exposed(self) -> tuple[Finding, ...]:
        """The cells that are left with less than their required range."""
        return tuple(finding for finding in self.findings if not finding.safe)

    def demand_safe(self) -> None:
        """Block a release with exposed cells.

        Raises
        ------
        ExposureError
            With one sentence per exposed cell, the first twenty.
        """
        if self.exposed:
            keys = tuple(finding.key for finding in self.exposed)
            raise ExposureError([Fault(str(finding)) for finding in self.exposed[:20]], keys)


def somebody_in(equations: Equations, zeros: Sequence[int] = ()) -> Vector:
    """Return how many units each cell holds at least where it is suppressed, for who knows that zeros are shown.

    Parameters
    ----------
    equations
        The table, with its true values.
    zeros
        The places of cells of nobody that may be suppressed all the same.

    Returns
    -------
    array of float
        Shape (cells,): 1 for counts, 0 for amounts, and for cells that are never published.
    """
    least = ((equations.values > 0) & ~equations.hidden & equations.integer).astype(float)
    least[list(zeros)] = 0.0
    return least


def publish(equations: Equations, suppressed: Mask, least: Vector | None = None) -> Knowledge:
    """Return what is known once all cells but the suppressed and the hidden ones are published.

    Parameters
    ----------
    equations
        The table, with its true values.
    suppressed
        One flag per cell.
    least
        What each cell holds at least, as everybody knows; by default 0.

    Returns
    -------
    Knowledge
        The value of each published cell; from the least to infinity for the others.
    """
    unknown = suppressed | equations.hidden
    lower = np.zeros(len(equations)) if least is None else least
    return Knowledge(np.where(unknown, lower, equations.values), np.where(unknown, INFINITE, equations.values))


def audit(
    equations: Equations,
    knowledge: Knowledge,
    requirement: Requirement,
    exact: bool = False,
    respondents: Sequence[Sequence[int]] = (),
) -> Audit:
    """Attack a table.

    Parameters
    ----------
    equations, knowledge
        The table, and what is published of it.
    requirement
        The protected cells and the ranges that must stay open around them, in units.
    exact
        Compute the full range of every protected cell; else stop at the required range.
    respondents
        Attackers who know some cells, each as the places of his own cells. Against each no more of a sum must stay
        open than what the others hold of it.

    Returns
    -------
    Audit
        One finding per protected cell, and one per cell that some respondent can narrow too far.

    Raises
    ------
    DisclosureError
        If the solver has no answer in time: what could not be judged is not safe.
    """
    # Parts that share no relation are attacked one by one: what is known in one says nothing about another.
    parts: list[tuple[Tied, Reach]] = []
    for part, *shares in with_shares(connected(equations, knowledge)):
        with a_part(*shares):
            parts.append((part, _judged(part, requirement, exact, bool(respondents))))
    findings = _findings(equations, knowledge, requirement, parts, exact)
    seen = _asked_by(equations, requirement, respondents)
    for number, (own, asked) in enumerate(zip(respondents, seen, strict=True)):
        tell("attack as a respondent", number / len(respondents))
        findings += [found for part, reach in parts for found in _found_by(equations, asked, part, reach, own)]
    return Audit(tuple(sorted(findings, key=lambda found: (found.safe, found.upper - found.lower, found.key))))


def _judged(part: Tied, requirement: Requirement, exact: bool, remember: bool) -> Reach:
    """Find out how far the protected cells of one part can move."""
    size = int(max(part.cells.max(), requirement.places.max(initial=0))) + 1
    below, above, width = (asked[part.cells] for asked in _per_cell(requirement, size))
    reach = Reach(part.unknowns, *_first_asked(part, (below, above, width)), remember)
    judge(reach, part.moving_with(requirement.places).tolist(), exact)
    if not exact:
        _slide(reach, part.most(width, width)[0])
    return reach


def _first_asked(part: Tied, asked: Sequence[Vector]) -> tuple[Vector, Vector]:
    """How far each unknown is asked to move down and up at first: half of its width each way, as far as it can."""
    below, above, width = asked
    up, down = part.most(above, below)
    wide = part.most(width, width)[0]
    known = part.unknowns
    room = np.minimum(wide / 2, known.values - known.lower)
    upwards = np.minimum(wide - room, known.upper - known.values)
    downwards = np.minimum(wide - upwards, known.values - known.lower)
    return np.maximum(down, downwards), np.maximum(up, upwards)


def _slide(reach: Reach, width: Vector) -> None:
    """Ask again of what does not move so far to both sides whether it moves as far in all: nearly always it does."""
    short = np.flatnonzero(reach.high - reach.low < width - TOLERANCE)
    if len(short):
        reach.slide(width)
        judge(reach, short.tolist(), exact=False)


def _per_cell(requirement: Requirement, size: int) -> tuple[Vector, Vector, Vector]:
    """What is asked below, above and in all of each cell."""
    asked = np.zeros((3, size))
    asked[:, requirement.places] = requirement.parts[1:]
    below, above, width = asked
    return below, above, width


def _findings(
    equations: Equations,
    knowledge: Knowledge,
    requirement: Requirement,
    parts: Sequence[tuple[Tied, Reach]],
    exact: bool,
) -> list[Finding]:
    settled = settle(equations, knowledge)
    low, high = settled.lower.copy(), settled.upper.copy()
    for part, reach in parts:
        low[part.cells], high[part.cells] = part.ranges(equations.values[part.cells], reach.low, reach.high)
    return [_finding(equations, place, (low[place], high[place]), asked, exact, None) for place, *asked in requirement]


def _asked_by(
    equations: Equations, requirement: Requirement, respondents: Sequence[Sequence[int]]
) -> Iterator[Requirement]:
    """Yield what must stay open against each respondent: never more of a sum than what the others hold of it."""
    # The common case of counts needs none of the sums below.
    if _one_unit_at_most(equations, requirement):
        yield from (requirement for _ in respondents)
        return
    others = Others(equations)
    for own in respondents:
        most = others.hold(own)[requirement.places]
        places, below, above, width = requirement.parts
        yield Requirement(places, np.minimum(below, most), np.minimum(above, most), np.minimum(width, 2 * most))


def _one_unit_at_most(equations: Equations, requirement: Requirement) -> bool:
    """Whether no more is asked for than one unit either way, and others hold one at least wherever there are others."""
    _, *sides, width = requirement.parts
    return equations.integer and max(*(side.max(initial=0) for side in sides), width.max(initial=0) / 2) <= 1


def _found_by(
    equations: Equations, requirement: Requirement, part: Tied, before: Reach, own: Sequence[int]
) -> list[Finding]:
    """Return what a respondent can narrow too far; nobody is protected against what he knows himself."""
    known = part.moving_with(np.array(own))
    if not len(known):
        return []
    # Looking takes no programme, but there can be thousands of respondents, so it counts as work too.
    spend(ATTACK.look * len(part.cells) + before.remembered)
    asked = [one[part.cells] for one in _per_cell(requirement, len(equations))]
    downwards, upwards = _first_asked(part, asked)
    reach = before.known_to(known, upwards, downwards)
    judge(reach, part.moving_with(requirement.places).tolist(), exact=False)
    in_all = part.most(asked[2], asked[2])[0]
    in_all[known] = 0.0
    _slide(reach, in_all)
    before.learn(reach)
    values = equations.values[part.cells]
    low, high = part.ranges(values, reach.low, reach.high)
    theirs = np.isin(part.cells, requirement.places) & ~np.isin(part.cells, own)
    short = np.flatnonzero(theirs & ~_is_safe(values, (low, high), asked))
    attacker = equations.keys[own[0]]
    return [
        _finding(
            equations,
            int(part.cells[cell]),
            (low[cell], high[cell]),
            [float(one[cell]) for one in asked],
            False,
            attacker,
        )
        for cell in short
    ]


def _is_safe(values: Vector, found: tuple[Vector, Vector], required: Sequence[Vector]) -> Mask:
    """Whether ranges are as wide as is required; of counts nothing is asked that depends on where in it they lie."""
    (low, high), (below, above, width) = found, required
    slack = TOLERANCE * (1 + np.abs(values))
    safe: Mask = (low <= values - below + slack) & (high >= values + above - slack) & (high - low >= width - slack)
    return safe


def _finding(
    equations: Equations,
    place: int,
    found: tuple[float, float],
    required: Sequence[float],
    exact: bool,
    attacker: Key | None,
) -> Finding:
    value = float(equations.values[place])
    low, high, *asked = (np.array([number]) for number in (*found, *required))
    safe = bool(_is_safe(equations.values[[place]], (low, high), asked)[0])
    lower, upper = (float(round(end, 6)) for end in found)
    return Finding(equations.keys[place], value, lower, upper, safe and not exact, safe, attacker)
