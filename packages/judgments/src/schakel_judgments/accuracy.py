"""How well a fact is read in texts on which no rule was made, and how sure that is."""

from dataclasses import dataclass
from statistics import NormalDist

from schakel_base.share_interval import wilson
from schakel_judgments.thresholds import LEVEL, READ_FOUND, READ_RIGHT


@dataclass(frozen=True)
class Accuracy:
    """How often a fact was read right in texts on which no rule was made; a wrong value is also a missed one."""

    right: int
    wrong: int
    missed: int

    @property
    def read(self) -> int:
        """How many values were read."""
        return self.right + self.wrong

    @property
    def told(self) -> int:
        """How many values the texts told."""
        return self.right + self.missed

    @property
    def is_enough(self) -> bool:
        """Whether what was read is right, and what is there was read, as often as the goal asks."""
        return self.right >= READ_RIGHT * self.read and self.right >= READ_FOUND * self.told

    @property
    def level(self) -> float:
        """The level of confidence of both intervals."""
        return LEVEL

    @property
    def precision(self) -> tuple[float, float]:
        """The interval of the share of the values read that is right."""
        return _limits(self.right, self.read)

    @property
    def recall(self) -> tuple[float, float]:
        """The interval of the share of the values told that was read."""
        return _limits(self.right, self.told)


def _limits(part: int, whole: int) -> tuple[float, float]:
    """The limits of a share at the level of the library; 0 and 1 of a whole of nothing."""
    return wilson(part / whole, whole, NormalDist().inv_cdf((1 + LEVEL) / 2)) if whole else (0.0, 1.0)
