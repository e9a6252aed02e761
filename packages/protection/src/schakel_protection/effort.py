"""The effort of each search: solver settings, one value per part. None makes a published figure less safe.

A search that stops early costs more cells, more sums that do not add up, or a refusal; what is published is attacked
whatever the search did. All knobs are counts, not seconds, wherever they can be: the same table, the same figures.
They were set on the tables S, M and L of `benchmarks/disclosure.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SolverEffort:
    """Every programme."""

    seconds: float = 600.0
    """Seconds for one programme; one that takes more has no answer, and the table does not leave."""
    presolve_counts_for: int = 2000
    """Iterations that presolving counts for, where work is counted."""
    whole: float = 6.0
    """Iterations that one counts for in a programme of whole numbers, which cuts and branches between them."""
    presolve_from: int = 3000
    """Iterations from nothing; beyond, the time that presolving takes is well spent."""
    neighbourhoods: int = 5000
    """Columns; beyond, a short search does not look around each fractional solution, which takes long."""


@dataclass(frozen=True)
class SuppressionEffort:
    """Suppression as a whole, and the search for a pattern (`suppression/search.py`)."""

    steps: float = 1e10
    """Steps of the solver for one table, two or three minutes; a table that takes more is made coarser, or refused."""
    in_all: float = 2e10
    """Steps for a table and all that is tried in its place, each with half of what is left at most."""
    searching: float = 0.6
    """The share of these that the search may take; then it takes nothing back any more, and the attack has the rest."""
    cleaning: float = 0.25
    """The share that taking suppressions back may take of these: on sparse tables each takes long and saves little."""
    judged_from: float = 0.1
    """The share from which on it is seen whether the search will end in time;"""
    hopeless: float = 4.0
    """it is given up where it would take so many times its share. The first cells take most work."""
    tries: int = 3
    """Searches, each asking more of the cells that the attack found exposed."""
    guided: int = 3000
    """Groups; up to here the LP relaxation is cheap enough to steer the search,"""
    guided_for: int = 1000
    """if no more groups than this are protected."""
    again_up_to: int = 150
    """Groups; up to here the search is so quick that it is done again,"""
    again: int = 30
    """this many times,"""
    known: float = 0.3
    """with groups of the best pattern at this share of their cost,"""
    shunned: float = 20.0
    """and the one to be avoided at this multiple."""


@dataclass(frozen=True)
class EstimateEffort:
    """How long a table will take (`suppression/estimate.py`)."""

    cells: int = 8
    """Cells that are tried;"""
    respondents: float = 2.0
    """moves for each cell where respondents attack too, as measured on sparse tables;"""
    whole: float = 1.5
    """times as much for what is taken back and attacked afterwards."""


@dataclass(frozen=True)
class ProposalEffort:
    """Coarser classes compared (`standalone/proposing.py`)."""

    ways: int = 80
    """Ways to make a table coarser that are tried, in the order in which they are declared;"""
    steps: float = 2e9
    """steps of the solver for each, less than a minute."""


@dataclass(frozen=True)
class RelaxationEffort:
    """The lower bound by cutting planes (`suppression/relaxation.py`)."""

    rounds: int = 3
    large: int = 600
    """Groups; above this one round has to do."""
    violated: float = 1e-4
    """The least violation of a cut that is added."""
    far: float = 50.0
    """Multiples of the distance required: no group needs to move further to let another move."""
    pushed: int = 50
    """Protected groups; fewer are asked for one by one."""
    worth: float = 0.9
    """Pushing all at once goes on while it leaves fewer than this share of what was lacking."""
    trust: float = 0.9
    """How far the bound may cheapen a group that it wants suppressed."""


@dataclass(frozen=True)
class NeighbourhoodEffort:
    """Programmes over the cells that are cheapest to reach (`suppression/neighbourhood.py`)."""

    all_at_once: int = 3000
    """Groups; up to here the whole programme is as quick as a part of it."""
    near: tuple[int, ...] = (500, 2500)
    """Groups to look among first: those that are cheapest to reach,"""
    step: float = 0.2
    """where a step to a group costs so much beside its cost,"""
    open: float = 0.05
    """what a group costs that is open already, on large tables against respondents: else moves that cost nothing
    wander through half of the table, and each respondent there spoils them;"""
    first_limit: float = 8.0
    """and ways that cost more than this are left out at first,"""
    wider: float = 1.6
    """then those that cost more than so many times it,"""
    last_limit: float = 1e4
    """up to here."""


@dataclass(frozen=True)
class RoundingEffort:
    """Controlled rounding (`rounding/controlled.py`)."""

    seconds: float = 300.0
    """Seconds for one programme."""
    violation_cost: float = 10.0
    """What a sum costs that is violated by one multiple; a cell that goes to the farther multiple costs at most 1."""
    gap: float = 50.0
    """Cost within which the fewest violations count as found: the last five are not searched for."""
    further: float = 3.0
    """What a cell costs that goes further than the two multiples around it, beside the distance."""
    drawn: float = 0.5
    """The standard deviation of what a seed adds to prices, which run from -1 to 1."""
    interior: int = 2000
    """Columns; beyond, an interior point method solves the LP relaxation sooner than the simplex method does."""
    decided: int = 5000
    """Columns; more are decided together only where each is in few relations,"""
    relations: float = 3.0
    """so many on average: in tables of more dimensions one root of the search tree can take minutes."""
    short: int = 1
    """Nodes in which a rounding that adds up is found, or not looked for any longer."""
    long: int = 200
    """Nodes in which the fewest violations are looked for,"""
    searched: int = 1000
    """on tables of at most so many relations: beyond, the first node alone can take for ever."""
    settled: int = 30
    """Of what is fractional, one in so many is settled at once; the more steps, the fewer violations."""
    mended_up_to: int = 200
    """Violations; where there are more, what lies around them is the whole table, and mending it takes minutes."""
    mending: tuple[int, ...] = (1, 2, 3, 4, 2, 3, 4, 2, 3, 4)
    """Sizes of the neighbourhoods of violations in which cells are settled again, in this order."""


@dataclass(frozen=True)
class AttackEffort:
    """Ways to clear cells without a solver, and close by, before it is asked for more (`attack/`)."""

    levels: int = 60
    """Totals above each other, at most."""
    units: int = 5
    """Draws of a unit for one cell, before a solver is asked,"""
    wanted: int = 20
    """and other cells that still need one, and are tried for each;"""
    stuck: int = 15
    """after so many cells in a row without a unit none is drawn, or solved for, any more."""
    cheaper: float = 0.1
    """What a cell that still needs a unit costs in one that is solved for, where others cost 1."""
    pairs: int = 60_000
    """Pairs of lifts that are tried together,"""
    pairs_of_each: int = 20
    """at most so many of one finest cell."""
    fill: int = 30
    """Times the entries of the relations; more, and elimination takes longer than a solver."""
    exchanges: int = 512
    """Exchanges worked out together."""
    eliminated: int = 20_000
    """Cells; on larger parts elimination takes longer than it saves."""
    few: int = 10
    """Cells; so many are asked for one by one sooner than all others are eliminated."""
    orders: int = 30
    """Orders of elimination at most."""
    idle: int = 3
    """Orders after which elimination gives up, if each"""
    worth: int = 20
    """cleared less than one cell in so many."""
    blocks: tuple[int, ...] = (700, 2000)
    """Cells to look among first."""
    attempts: int = 2
    """Small moves asked for, where the first is fractional."""
    searches: int = 3
    """Whole-number searches among the cells that small moves used,"""
    around: tuple[int, ...] = (300, 1500, 10**9)
    """and among so many cells round about."""
    interior: int = 2000
    """Columns; beyond, an interior point method finds a witness sooner than the simplex method does,"""
    nodes: int = 50
    """and after so many nodes of the search tree whole numbers are not looked for any longer,"""
    any: float = 1e9
    """where any witness will do, however far it is from where the search began."""
    look: int = 300
    """Steps that it takes to look at one cell with the eyes of one respondent."""


@dataclass(frozen=True)
class DrawingEffort:
    """The draw of an epoch (`epochs/drawing.py`)."""

    rounds: int = 3
    """Rounds, in each of which"""
    exchanges: int = 40
    """units are exchanged so many times among the leaves of each exchange,"""
    sweeps: int = 8
    """and each leaf is drawn anew so many times, on average twice,"""
    sweeps_alone: int = 20
    """or so many times where no exchanges are known."""
    alone: float = 0.2
    """The share of steps in which one leaf grows or shrinks; in the others units move from one to another."""
    step: int = 1_000
    """Units; no step is longer,"""
    far: int = 10**12
    """and no range ends further off than this."""
    sets: int = 10_000
    """Leaves of which the cells are kept as a set too."""
    tries: int = 20_000
    """Times that cells outside their ranges are brought nearer, before it is given up,"""
    tries_beside: int = 2_000
    """and before a release is held to be unsafe beside what was asked."""


SOLVER = SolverEffort()
SUPPRESSION = SuppressionEffort()
PROPOSALS = ProposalEffort()
ESTIMATE = EstimateEffort()
RELAXATION = RelaxationEffort()
NEIGHBOURHOOD = NeighbourhoodEffort()
ROUNDING = RoundingEffort()
ATTACK = AttackEffort()
DRAWING = DrawingEffort()
