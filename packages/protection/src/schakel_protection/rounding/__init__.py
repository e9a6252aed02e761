"""Rounding and random change: figures near the counts, in which no count can be read back."""
