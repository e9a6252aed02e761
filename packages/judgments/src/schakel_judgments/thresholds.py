"""All numbers that decide whether there are enough judgments, in one place; chosen where no source is named."""

LEVEL = 0.95
"""Level of the intervals, and one minus the two-sided level of the test."""

POWER = 0.8
"""Share of studies that would find an effect of the detectable size."""

SPREAD = 0.9
"""Standard deviation of the logarithm of the length, where it is not estimated from the sentences themselves."""

DESIGN_EFFECT = 1.3
"""By how much co-defendants of one investigation, who resemble each other, divide the number of sentences."""

SMALLEST_CELL = 10
"""Sentences with, and without, a factor (for two factors: in each of the four cells) for an effect to be estimated."""

SMALLEST_CELL_FOR_DIRECTION = 5
"""The same, for saying whether a factor raises or lowers."""

WIDEST_INTERVAL = 3.0
"""Upper by lower limit of an effect that still says how large it is."""

RATIO = 1.5
"""The effect that must be detectable where no other is wished: half as much again, as guidelines add for a factor."""

RATIO_FOR_DIRECTION = 2.0
"""The effect that must be detectable for its direction to be said: as much again."""

FEWEST_FOR_SPREAD = 20
"""Sentences from which the spread is estimated; with fewer the fixed one is used."""
