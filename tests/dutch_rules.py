"""The rules by which Dutch judgments are read, for all tests: to compile so many patterns takes most of a second."""

from pathlib import Path

from schakel_judgments import read_rules

DUTCH_RULES = read_rules(Path(__file__).parent.parent / "alliances/nl-mensenhandel/sentencing/reading-rules.yaml")
