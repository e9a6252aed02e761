"""Rounding and random change: figures near the counts, from which no count can be derived."""

from schakel_protection.rounding.cell_key import Perturbation, cell_key, record_key
from schakel_protection.rounding.controlled import Rounding, round_controlled

__all__ = ["Perturbation", "Rounding", "cell_key", "record_key", "round_controlled"]
