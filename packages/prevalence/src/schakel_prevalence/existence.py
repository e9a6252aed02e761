"""Whether a maximum likelihood estimate exists, before any number is computed.

If the columns of the design over the *observed* histories have full rank, the estimate exists. Only otherwise is
more work needed: in the space of directions along which the observed histories do not move, is there one that lowers
(or leaves) all the others? Then the likelihood rises for ever along it and there is no estimate (Fienberg and Rinaldo
2012). A direction that moves nothing at all means that the model cannot be told from another: it is not identifiable.

The answer depends only on which histories are observed, so equal questions are asked once.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space
from scipy.optimize import linprog

from schakel_prevalence.lattice import Flags, Floats, Integers, superset_sums
from schakel_prevalence.poisson import Problems, gram

SMALL = 1e-8


class Existence(StrEnum):
    """Whether a maximum likelihood estimate of the population exists."""

    EXISTS = "exists"
    NO_ESTIMATE = "no estimate exists"
    NOT_IDENTIFIABLE = "not identifiable"
    NOT_ESTIMABLE = "not estimable"
    NOT_CONVERGED = "not converged"


CODES = tuple(Existence)


def check(counts: Floats, problems: Problems) -> Integers:
    """Return, for each problem in extended form, the place of its `Existence` in CODES.

    Parameters
    ----------
    counts
        Persons by history, shape (batch, sets of lists).
    problems
        The models, in extended form.

    Notes
    -----
    Fienberg and Rinaldo 2012.
    """
    observed = (counts > 0) & problems.cells
    keys = np.concatenate(
        [np.packbits(observed, axis=1), np.packbits(problems.cells, axis=1), _term_bits(problems)], axis=1
    )
    first, back = _distinct(keys)
    distinct = problems.only(first)
    answers = np.zeros(len(first), np.int64)
    for place in np.flatnonzero(~_full_rank(observed[first], distinct.terms)):
        terms = distinct.terms[place]
        answer = classify(observed[first[place]], distinct.cells[place], terms[terms >= 0])
        answers[place] = CODES.index(answer)
    return answers[back]


def _distinct(keys: NDArray[np.uint8]) -> tuple[Integers, Integers]:
    """Return where each distinct row is first, and which of these each row is: a dictionary beats sorting here."""
    seen: dict[bytes, int] = {}
    rows = np.ascontiguousarray(keys).view(f"V{keys.shape[1]}").ravel().tolist()
    back = np.array([seen.setdefault(row, len(seen)) for row in rows], np.int64)
    first = np.zeros(len(seen), np.int64)
    first[back[::-1]] = np.arange(len(back))[::-1]  # of rows that are alike the first is written last
    return first, back


def _term_bits(problems: Problems) -> NDArray[np.uint8]:
    batch, size = problems.cells.shape
    marks = np.zeros((batch, size + 1), np.bool_)
    marks[np.arange(batch)[:, None], problems.terms] = True
    return np.packbits(marks[:, :size], axis=1)


def _full_rank(observed: Flags, terms: Integers) -> Flags:
    """Whether the columns over the observed histories are independent: their Gram matrix counts common histories."""
    matrices = gram(superset_sums(observed.astype(np.float64)), terms)
    return np.asarray(np.linalg.eigvalsh(matrices)[:, 0] > SMALL)


def design(histories: Integers, terms: Integers) -> Floats:
    """Return the design matrix: 1 where a history (row) contains a term (column)."""
    contains: Flags = (histories[:, None] & terms[None, :]) == terms[None, :]
    return contains.astype(np.float64)


def classify(observed: Flags, cells: Flags, terms: Integers) -> Existence:
    """Settle one model by the directions that leave its observed histories where they are."""
    free = null_space(design(np.flatnonzero(observed), terms)) if observed.any() else np.eye(len(terms))
    # Full rank over the observed histories: no direction leaves them where they are.
    if not free.shape[1]:
        return Existence.EXISTS
    moves = design(np.flatnonzero(cells & ~observed), terms) @ free
    moves[np.abs(moves) < SMALL] = 0.0
    if np.linalg.matrix_rank(moves) < free.shape[1]:
        return Existence.NOT_IDENTIFIABLE
    return Existence.NO_ESTIMATE if _can_fall(moves) else Existence.EXISTS


def _can_fall(moves: Floats) -> bool:
    """Whether some direction lowers histories and raises none; with one direction, a look at the signs settles it."""
    if moves.shape[1] == 1:
        return bool((moves <= 0).all() or (moves >= 0).all())
    # The bounds only keep the programme finite: a direction that falls can be scaled to any length.
    programme = linprog(moves.sum(axis=0), A_ub=moves, b_ub=np.zeros(len(moves)), bounds=(-1, 1), method="highs")
    return bool(programme.fun < -SMALL)
