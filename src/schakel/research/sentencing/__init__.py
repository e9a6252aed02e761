"""Sentencing: what judgments say, what guidelines ask, and what can be said of the factors behind a sentence.

`read_rules(file)` and `code(judgment, rules)` read facts in judgments.
"""

from schakel.research.sentencing.facts import Coded, Fact, code
from schakel.research.sentencing.files import read_judgments
from schakel.research.sentencing.judgment import Judgment, Part
from schakel.research.sentencing.rule_file import read_rules
from schakel.research.sentencing.rules import Rules
from schakel.research.sentencing.term import Term

__all__ = ["Coded", "Fact", "Judgment", "Part", "Rules", "Term", "code", "read_judgments", "read_rules"]
