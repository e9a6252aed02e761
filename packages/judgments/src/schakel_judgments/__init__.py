"""Sentencing: what judgments say, what guidelines ask, and what can be said of the factors behind a sentence.

`read_rules(file)` and `code(judgment, rules)` read facts in judgments.
"""

from schakel_judgments.files import read_judgments
from schakel_judgments.judgment import Judgment, TextPart
from schakel_judgments.reading.facts import Coded, Fact, code
from schakel_judgments.reading.rule_file import read_rules
from schakel_judgments.reading.rules import Rules
from schakel_judgments.reading.term import Term

__all__ = ["Coded", "Fact", "Judgment", "Rules", "Term", "TextPart", "code", "read_judgments", "read_rules"]
