"""The numbers that decide whether a figure is protected, each with its source.

What the rules of a profile require is in `profiles.yaml`. Numbers that cost time or cells, but
never protection, are in `effort.py`.
"""

# -- what must stay open ---------------------------------------------------------------------------------------------

ONE_UNIT = 1.0
"""Units by which one record more or fewer changes a count that has no weights."""

THREE_NUMBERS = 2.0
"""Units between the ends of what stays possible for every hidden count at least: three whole numbers."""

OPEN_ROUNDED = 4.0
"""Units between the ends of what stays possible for every rounded figure: five whole numbers, as a base of 5 leaves.

A smaller base of your own leaves fewer: no more is asked than the distance at which its figures may lie, and three.
"""

OPEN_BESIDE_ROUNDED = 2.0
"""The same for what can be read off rounded figures, and for earlier editions and the changes since: three."""

REACH_OF_ASKED = 9.0
"""Units that a count lies at most from the figure that answers a question about it, whatever the count is."""

SOMEBODY = 1.0
"""Units that must be possible beside a category that seems to hold all of a margin."""

WIDTH_OF_MAGNITUDES = 10.0
"""Percent of a sum that stays open where a rule declares no `width`: the p of the p% rule that ACRO and others use."""

# -- what a table of your own may be ---------------------------------------------------------------------------------

ODDS_OF_A_TOTAL = 100.0
"""To one, for each code: from here on a code that is the sum of all others is a total, not chance.

Chosen so that 9 of 4, 3 and 2 is chance, and a table with two totals of some dozens is not.
"""

# -- what the attack accepts -----------------------------------------------------------------------------------------

TOLERANCE = 1e-6
"""Relative slack within which two numbers of a solver are the same; HiGHS solves to 1e-7."""

WIDE = 3.0
"""Units; in large parts a wider range is accepted as the LP relaxation gives it, a narrower one is refined.

A range over 3 holds three whole numbers at least. That tables of whole numbers reach them is not proven for each.
"""

SMALL_PART = 250
"""Cells that hang together; up to here every range is decided in whole numbers."""

MEDIUM_PART = 2000
"""Cells that hang together; up to here a range that is asked for exactly is decided in whole numbers."""

ATTACKED = 20_000
"""Numbers in the relations of rounded counts; larger tables of your own leave unattacked, and say so.

M of the benchmarks has 14,227 and is attacked in 4 s; a table of five dimensions with 29,930 takes minutes.
"""

FINEST = 6000
"""Cells over all dimensions of tables of the same records; more are linked by what they share, as the report says."""

# -- shares, medians and outputs of research -------------------------------------------------------------------------

MINIMUM_BASE = 10
"""Units under a share or a median, where a profile declares none: as under a cell of an output of research."""

FEWEST_UNITS = 10
"""Units in a cell, at risk, or observed. Guidelines for output checking (ESSnet, 2015); not read by us."""

FEWEST_DEGREES = 10
"""Residual degrees of freedom of a model. The same guidelines; not read by us."""

FEWEST_IN_OVERLAP = 3
"""Persons in an overlap of lists that is printed: counts of 1 and 2 are small in every profile of Schakel itself."""

FEWEST_EVENTS = 2
"""Events at a step of a survival curve: a step of one shows the moment of one person."""

# -- cell keys -------------------------------------------------------------------------------------------------------

SHORTEST_SECRET = 16
"""Bytes of the secret of cell keys: 128 bits cannot be guessed."""

LARGEST_CHANGE, VARIANCE, NEVER_SHOWN = 4, 2.0, 2
"""How far a cell key changes a count at most, with which variance, and up to which count none is shown.

Fraser and Wooton (2005) leave them open; these keep a change under 5, as rounding to 5 does.
"""
