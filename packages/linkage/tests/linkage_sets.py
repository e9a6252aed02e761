"""Where the records are whose persons are known."""

from pathlib import Path

SETS = Path(__file__).parent / "data"
