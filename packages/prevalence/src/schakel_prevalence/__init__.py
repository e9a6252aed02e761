"""The size of hidden populations from lists: estimates with their reasons, or refusals with theirs.

>>> table = CaptureTable.of({"police": 995, "charities": 463, "government": 695, "police:charities": 62, ...})
>>> found = assess(table)                         # a verdict, with every gate that it went through
>>> print(in_words(found, "en"))

`assess_registrations` does the same for dated rows and parts of them, `assess_counts` for repeated counts in one
source, `estimate` gives one method's figure without a verdict, and `read_source` and `read_ledger` read files.
Covariates of persons on lists are in `schakel_prevalence.stratified_assess`, assumptions in `.ledger`, dated
registrations in `.registered`, benchmarks in `.multiplier`, open populations in `.ordered`, answers as JSON in
`.record`, and every number that decides in `.thresholds`.
"""

from schakel_prevalence.assess import SizeAssessment, assess, assess_registrations
from schakel_prevalence.counted import CountTable
from schakel_prevalence.counted_assess import assess_counts
from schakel_prevalence.ledger import AssumptionLedger, read_ledger
from schakel_prevalence.methods import Settings, estimate
from schakel_prevalence.pictured import PicturedRange
from schakel_prevalence.reading import read_source
from schakel_prevalence.registered import Registrations
from schakel_prevalence.report import in_words
from schakel_prevalence.table import CaptureTable
from schakel_prevalence.thresholds import LARGEST_FACTOR

__all__ = [
    "LARGEST_FACTOR",
    "AssumptionLedger",
    "CaptureTable",
    "CountTable",
    "PicturedRange",
    "Registrations",
    "Settings",
    "SizeAssessment",
    "assess",
    "assess_counts",
    "assess_registrations",
    "estimate",
    "in_words",
    "read_ledger",
    "read_source",
]
