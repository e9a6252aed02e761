"""Tables asked on demand: leaves are drawn once, every answer is a sum, and no number of questions tells more."""

from schakel_protection.epochs.drawing import Leaves, draw_table
from schakel_protection.epochs.epoch import DRAWN, Epoch, open_epoch
from schakel_protection.epochs.proof import demand_safe

__all__ = ["DRAWN", "Epoch", "Leaves", "demand_safe", "draw_table", "open_epoch"]
