"""Facts in published judgments by declared rules, and what they suffice for.

The rules of a language are declared in a file: words, facts, and patterns in a fixed order. What a rule has read is out
of reach of those after it; every fact keeps its place, its rule and its confidence, and where two rules disagree it is
unclear and has no value.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from schakel_judgments import Judgment, TextPart, code, read_rules
>>> declared = '''
... source: Written for this example
... words: {numbers: {two: 2}, units: {years: {months: 12}, months: {months: 1}}, days_per_month: 30}
... facts: {prison: {kind: term}}
... rules:
...   - {name: prison term, pattern: 'imprisonment of (?P<term>{term})', gives: {prison: term}, confidence: 0.9}
... '''
>>> with TemporaryDirectory() as folder:
...     file = Path(folder) / "rules.yaml"
...     _ = file.write_text(declared, "utf-8")
...     rules = read_rules(file)
>>> coded = code(Judgment("ECLI:EX:DC:2024:1", {TextPart.SUMMARY: "Imprisonment of two years."}), rules)
>>> str(coded.value("prison")), coded.facts["prison"].confidence
('24 months', 0.9)

Are there enough sentences to say what a factor does to their length? Without it there are 24, with it 20:

>>> from schakel_judgments import assess
>>> found = assess(["minor victim"], [24, 20])
>>> found.sufficiency.value, found.needed
('not enough', 203)

Beside these: `schakel_judgments.sources` fetches judgments from the services that publish them, `.guidelines` computes
demands by a guideline, and `.models` models sentences (it takes statsmodels along).
"""

from schakel_judgments.adequacy import Adequacy, Sufficiency, assess
from schakel_judgments.adequacy_text import reasons
from schakel_judgments.cells import count_cells
from schakel_judgments.files import gather_judgments, read_judgments
from schakel_judgments.judgment import Judgment, TextPart
from schakel_judgments.reading.facts import Coded, Fact, code
from schakel_judgments.reading.rule_file import read_rules
from schakel_judgments.reading.rules import Rules
from schakel_judgments.reading.term import Term

__all__ = [
    "Adequacy",
    "Coded",
    "Fact",
    "Judgment",
    "Rules",
    "Sufficiency",
    "Term",
    "TextPart",
    "assess",
    "code",
    "count_cells",
    "gather_judgments",
    "read_judgments",
    "read_rules",
    "reasons",
]
