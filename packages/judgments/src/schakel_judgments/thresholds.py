"""All numbers that decide: whether there are enough judgments, and what model their sentences can bear.

Chosen here where no source is named. The tests hold the verdicts against a simulation. What the law or a guideline of
a country says is no threshold: it is in the declarations of that country.
"""

READ_RIGHT, READ_FOUND = 0.97, 0.9
"""The least share of the values read that is right, and of those that are there that is read, for a fact to be sure."""

LEVEL = 0.95
"""Level of the intervals, and one minus the two-sided level of the test; the convention of the field."""

POWER = 0.8
"""Share of studies that would find an effect of the detectable size (Cohen 1988, Statistical Power Analysis)."""

SPREAD = 0.9
"""Standard deviation of the logarithm of the length in months, where it is not estimated from the sentences."""

DESIGN_EFFECT = 1.3
"""By how much co-defendants of one investigation, who resemble each other, divide the number of sentences.

Chosen: in Kish's `1 + (m - 1) rho` (1965) it is 2.5 defendants an investigation that correlate by 0.2.
"""

SMALLEST_CELL = 10
"""Sentences with, and without, a factor (for two factors: in each of the four cells) for an effect to be estimated."""

SMALLEST_CELL_FOR_DIRECTION = 5
"""The same, for saying whether a factor raises or lowers."""

WIDEST_INTERVAL = 3.0
"""Upper by lower limit of an effect that still says how large it is."""

RATIO = 1.5
"""The effect that must be detectable where no other is wished: half as much again, a usual step of guidelines."""

RATIO_FOR_DIRECTION = 2.0
"""The effect that must be detectable for its direction to be said: as much again."""

FEWEST_FOR_SPREAD = 20
"""Sentences from which the spread is estimated; with fewer the fixed one is used."""

FEWEST_SENTENCES_PER_COEFFICIENT = 5
"""Sentences that a model needs for each coefficient (Vittinghoff and McCulloch 2007: bias is small from five on)."""

FEWEST_COURTS_FOR_RANDOM = 10
"""From so many courts on their differences are drawn from a distribution; below, each has an effect of its own.

The variance of fewer groups is estimated badly.
"""

LONGEST_TERM = 1200.0
"""Months: a term of a century or more is taken for a mistake of typing where nothing longer is declared."""
