"""Secondary suppression: hide just enough other cells that no protected cell can be computed.

One protected group after the other is moved at least cost; what the move uses is suppressed, and the move is kept as
a certificate: as long as all its groups are suppressed, the cells that it moves far enough are safe. Then, dearest
first, each secondary suppression is taken back if the certificates that used it can be replaced without it. The line is
that of Kelly, Golden and Assad (1992), of one linear programme after the other.

Against respondents who know their own cells, a group needs certificates of which no one respondent can spoil all.
The order is fixed, so the same table gets the same pattern every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from schakel_base.progress import tell
from schakel_protection.attack.audit import ExposureError
from schakel_protection.effort import SUPPRESSION
from schakel_protection.solver import INFINITE, expect, share_spent
from schakel_protection.suppression.mover import EPSILON, Move
from schakel_protection.suppression.neighbourhood import Neighbourhood
from schakel_protection.suppression.problem import Problem, Wishes, pose
from schakel_protection.suppression.relaxation import guide
from schakel_protection.tables.equations import Equations, Mask, Vector, name_of

_NOBODY = -1


@dataclass(frozen=True)
class Certificate:
    """Groups that move, and against whom that is far enough: one respondent, or everybody.

    `respondents` are those who know one of the groups.
    """

    groups: frozenset[int]
    respondents: frozenset[int] = field(compare=False)
    against: int = _NOBODY


def suppress(equations: Equations, wishes: Wishes) -> Mask:
    """Return which cells to suppress: all that need protection, and others at a low cost.

    Parameters
    ----------
    equations
        The relations between cells.
    wishes
        Which cells need protection and by how much, what suppressing each costs, and what must be kept.

    Returns
    -------
    boolean array
        Whether each cell is suppressed; shape (cells,).

    Raises
    ------
    ExposureError
        If a cell cannot be protected, because all that could hide it must be kept.
    """
    if not len(wishes.requirement.places):
        return np.zeros(len(equations), dtype=bool)
    problem = pose(equations, wishes)
    return as_pattern(equations, problem, searched(equations, problem).open)


def searched(equations: Equations, problem: Problem) -> "Search":
    """Return the search for a low-cost pattern, done.

    Raises
    ------
    ExposureError
        If a cell cannot be protected.
    """
    search = Search(problem)
    # Past this size solving the relaxation costs more than it saves.
    guided = len(problem) <= SUPPRESSION.guided and len(problem.protected) <= SUPPRESSION.guided_for
    cost = guide(problem) if guided else problem.cost
    unprotected = search.protect_all(cost)
    if unprotected is not None:
        cell = int(np.flatnonzero(problem.group_of == unprotected)[0])
        key = equations.keys[cell]
        raise ExposureError(
            f"the cell {name_of(key)} cannot be protected: every cell that could hide it must be shown or is too small",
            [key],
        )
    search.clean_up()
    return _improved(search, cost) if len(problem) <= SUPPRESSION.again_up_to else search


def _improved(best: "Search", cost: Vector) -> "Search":
    """Search again with one secondary suppression made dear, each in its turn; go on from what is cheaper."""
    left = SUPPRESSION.again
    while True:
        for group in best.dearest_first():
            if not left:
                return best
            left -= 1
            other = Search(best.problem)
            if other.protect_all(_away_from(group, best, cost)) is None:
                other.clean_up()
                if other.price < best.price * (1 - EPSILON):
                    best = other
                    break
        else:
            return best


def _away_from(group: int, best: "Search", cost: Vector) -> Vector:
    """Costs that lead to what is open already, but not to this group."""
    led = np.where(best.open, cost * SUPPRESSION.known, cost)
    led[group] = cost[group] * SUPPRESSION.shunned + cost.mean() * SUPPRESSION.shunned
    return led


def as_pattern(equations: Equations, problem: Problem, opened: Mask) -> Mask:
    """Return the cells of the open groups that would otherwise be published."""
    group = problem.group_of
    return np.where(group >= 0, opened[group], False) & ~equations.hidden


class Search:
    """A suppression pattern on its way: the open groups and the certificates that show them safe."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.open: Mask = problem.open.copy()
        self.certificates: dict[int, list[Certificate]] = {int(group): [] for group in problem.protected}
        self._certified: dict[Certificate, set[int]] = {}  # what each certificate is kept for
        self._using: dict[int, list[Certificate]] = {}  # the certificates that use a group
        self._moves: dict[int, dict[Certificate, None]] = {group: {} for group in self.certificates}
        # Kept, and not taken out of `_moves` at once: each group looks through its own only when it next needs one.
        self._broken: set[Certificate] = set()  # those that use a group that was closed
        self._companions = {group: others for others in problem.companions for group in others}
        for group in np.flatnonzero(self.open).tolist():
            self.open[list(self._with_companions(group))] = True

    # -- certificates ------------------------------------------------------------------------------------------

    def _spoilers(self, group: int) -> set[int] | None:
        """The respondents who could spoil every certificate of a group; None if it has none against everybody."""
        certificates = self.certificates[group]
        known = [one.respondents for one in certificates if one.against == _NOBODY]
        # Whoever knows a cell in each certificate can take that out of each; whoever lacks one certificate cannot.
        return set(frozenset.intersection(*known)) - self._harmless(group, certificates) if known else None

    def _harmless(self, group: int, certificates: list[Certificate]) -> set[int]:
        """The respondent who knows a group, and those against whom it has certificates of their own."""
        return {int(self.problem.respondent[group]), *(one.against for one in certificates)}

    def _is_safe(self, group: int) -> bool:
        return self._spoilers(group) == set()

    def _certificate(self, groups: Iterable[int], against: int = _NOBODY) -> Certificate:
        used = frozenset(groups)
        respondents = frozenset(self.problem.respondent[list(used)].tolist()) - {_NOBODY}
        certificate = Certificate(used, respondents, against)
        if certificate not in self._certified:
            self._certified[certificate] = set()
            for group in used:
                self._using.setdefault(group, []).append(certificate)
        return certificate

    def _note(self, move: Move) -> None:
        """Keep a move, and as certificate of every group that it moves far enough and that needs one more."""
        certificate = self._certificate(move.groups.tolist())
        for group, distance in zip(move.groups.tolist(), np.abs(move.distance).tolist(), strict=True):
            if group in self.certificates and self._is_far(move, group, distance):
                self._moves[group][certificate] = None
                if not self._is_safe(group):
                    self._add(group, certificate)

    def _is_far(self, move: Move, group: int, distance: float) -> bool:
        """Whether a move takes a group as far as it must go: to both sides, or as far in all to one."""
        problem = self.problem
        needed = problem.distance[group] if move.both_sides else problem.width[group] or INFINITE
        return bool(distance >= needed - EPSILON * (1 + distance))

    def _add(self, group: int, certificate: Certificate) -> None:
        self.certificates[group].append(certificate)
        self._certified[certificate].add(group)

    def _known_move(self, group: int, without: Iterable[int], spoiler: int) -> Certificate | None:
        """Return a move found earlier that needs neither a closed group, nor others, nor what a respondent knows."""
        for certificate in [one for one in self._moves[group] if one in self._broken]:
            del self._moves[group][certificate]
        fits = (one for one in self._moves[group] if spoiler not in one.respondents)
        return next((one for one in fits if one.groups.isdisjoint(without)), None)

    # -- protecting --------------------------------------------------------------------------------------------

    def protect_all(self, cost: Vector) -> int | None:
        """Give every protected group its certificates; return a group for which there is none."""
        around = Neighbourhood(self.problem, np.where(self.open, 0.0, cost))
        for number, group in enumerate(self._smallest_first(), start=1):
            tell("hide small counts", (number - 1) / len(self.certificates))
            if share_spent() > SUPPRESSION.judged_from:
                expect(number / len(self.certificates), SUPPRESSION.searching * SUPPRESSION.hopeless)
            while not self._is_safe(group):
                spoiler = self._first_spoiler(group)
                moves = around.moves(group, self._known_to(spoiler), self._at_most(group, spoiler))
                if moves is None:
                    return group
                opened = self._open_all(used for move in moves for used in move.groups.tolist())
                around.make_free(opened)  # what is suppressed for one cell hides the next for nothing
                self._certify(group, moves, spoiler)
        return None

    def _smallest_first(self) -> list[int]:
        problem = self.problem
        return sorted(self.certificates, key=lambda group: (problem.values[group], problem.cost[group], group))

    def _first_spoiler(self, group: int) -> int:
        """The first respondent who could spoil all certificates of a group."""
        return min(self._spoilers(group) or {_NOBODY})

    def _known_to(self, respondent: int) -> list[int]:
        return [] if respondent == _NOBODY else np.flatnonzero(self.problem.respondent == respondent).tolist()

    def _at_most(self, group: int, respondent: int) -> float:
        """How far a group must move against a respondent at most: by what the others hold of it."""
        return self.problem.others.get((group, respondent), INFINITE)

    def _certify(self, group: int, moves: list[Move], spoiler: int) -> None:
        for move in moves:
            self._note(move)
        used = [used for move in moves for used in move.groups.tolist()]
        if (group, spoiler) in self.problem.others:
            self._add(group, self._certificate(used, spoiler))
        elif len(moves) > 1:
            self._add(group, self._certificate(used))

    def _open_all(self, groups: Iterable[int]) -> list[int]:
        wanted = {other for group in groups for other in self._with_companions(group)}
        opened = sorted(group for group in wanted if not self.open[group])
        self.open[opened] = True
        return opened

    def _with_companions(self, group: int) -> tuple[int, ...]:
        return self._companions.get(group, (group,))

    # -- cleaning up -------------------------------------------------------------------------------------------

    def clean_up(self) -> None:
        """Take back, dearest first, every secondary suppression that the others can do without.

        Where the work allowed for it is done, what is left stays suppressed, which is as safe.
        """
        around = Neighbourhood(self.problem, np.ones(len(self.problem)), among=np.flatnonzero(self.open))
        most = min(SUPPRESSION.searching, share_spent() + SUPPRESSION.cleaning)
        dearest = self.dearest_first()
        for number, group in enumerate(dearest):
            tell("show again what need not be hidden", number / len(dearest))
            if self.open[group] and share_spent() < most:
                self._take_back(self._with_companions(group), around)

    @property
    def price(self) -> float:
        """What all secondary suppressions cost."""
        return float(self.problem.cost[self.open & ~self.problem.open].sum())

    def dearest_first(self) -> list[int]:
        """Return the secondary suppressions that may be taken back."""
        problem = self.problem
        secondary = np.flatnonzero(self.open & ~problem.open).tolist()
        cost = {group: sum(problem.cost[other] for other in self._with_companions(group)) for group in secondary}
        free = (group for group in secondary if not any(problem.open[o] for o in self._with_companions(group)))
        # The number of the group breaks ties, so that the same table gets the same pattern.
        return sorted(free, key=lambda group: (-cost[group], group))

    def _take_back(self, groups: tuple[int, ...], around: Neighbourhood) -> None:
        """Close some groups, unless a certificate that used them cannot be replaced."""
        around.shut(groups)
        broken = {one for group in groups for one in self._using.get(group, ())}
        affected = sorted(set[int]().union(*(self._certified[one] for one in broken)))
        before = {group: self.certificates[group] for group in affected}
        for group in affected:
            self.certificates[group] = [one for one in before[group] if one not in broken]
        # Small certificates first: one that cannot be replaced is found soonest where there is least to move.
        order = sorted(affected, key=lambda group: (_size(before[group]), group))
        if all(self._replaced(group, groups, around) for group in order):
            self.open[list(groups)] = False  # and never opened again, so that cleaning up has an end
            self._broken |= broken
            return
        around.free(groups)
        # As it was: certificates found on the way may use what is now open again, and are not needed.
        self.certificates |= before

    def _replaced(self, group: int, without: tuple[int, ...], around: Neighbourhood) -> bool:
        while not self._is_safe(group):
            spoiler = self._first_spoiler(group)
            spoiled = self._known_to(spoiler)
            known = self._known_move(group, without, spoiler)
            if known is not None:
                self._add(group, known)
                continue
            moves = around.moves(group, spoiled, self._at_most(group, spoiler))
            if moves is None:
                return False
            self._certify(group, moves, spoiler)
        return True


def _size(certificates: list[Certificate]) -> int:
    return min((len(certificate.groups) for certificate in certificates), default=0)
