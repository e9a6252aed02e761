"""Knows the truth of an invented world, and writes deliveries of it as an alliance's partners would."""

from schakel.simulation.files import MARK
from schakel.simulation.reader import declares_simulation, read_simulation
from schakel.simulation.simulate import deliveries, simulate

__all__ = ["MARK", "declares_simulation", "deliveries", "read_simulation", "simulate"]
