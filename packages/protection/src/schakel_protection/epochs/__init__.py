"""Tables asked on demand: leaves are drawn once, every answer is a sum, and no number of questions tells more."""

from schakel_protection.epochs.drawing import Leaves, draw_table
from schakel_protection.epochs.epoch import Epoch
from schakel_protection.epochs.proof import demand_safe

__all__ = ["Epoch", "Leaves", "demand_safe", "draw_table"]
