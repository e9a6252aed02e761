"""Where the records stand whose persons are known."""

from pathlib import Path

SETS = Path(__file__).parent / "data"
