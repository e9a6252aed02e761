"""A row of a calibration: what a method gave for simulated populations whose size is known."""

from dataclasses import dataclass

from schakel_base.text import Text


@dataclass(frozen=True)
class CalibrationRow:
    """Simulated tables under one violation.

    Attributes
    ----------
    violation
        What was wrong with the world that was simulated.
    tables
        How many tables were simulated.
    ratio
        Estimate by truth: the tenth percentile, the median, the ninetieth.
    estimate, caution, refused
        Shares of the tables that were let pass, let pass with caution, or not.
    interval_held
        Of the tables let pass, the share whose 95% interval holds the truth; None if none was.
    bound_held
        Where the violation is declared: the share whose bound holds; None if no bound can be given.
    gates
        Which gates stopped or warned most, in the words of the library.
    """

    violation: Text
    tables: int
    ratio: tuple[float, float, float]
    estimate: float
    caution: float
    refused: float
    interval_held: float | None
    bound_held: float | None
    gates: str
