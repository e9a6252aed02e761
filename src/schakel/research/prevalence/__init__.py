"""The size of hidden populations: estimates with their reasons, or refusals with theirs.

`assess(table)` gives a verdict on a table of capture histories, `assess_counts(table)` on repeated counts in one
source, `multiplier(benchmarks)` combines benchmarks. Everything beneath is of use by itself.
"""

from schakel.research.prevalence.assess import Assessment, assess
from schakel.research.prevalence.counted import CountTable
from schakel.research.prevalence.counted_assess import assess_counts
from schakel.research.prevalence.ledger import Assumption, Declaration, Ledger, Status, Target, read_ledger
from schakel.research.prevalence.methods import Settings, estimate
from schakel.research.prevalence.multiplier import Benchmark, multiplier
from schakel.research.prevalence.reading import read_source
from schakel.research.prevalence.registered import Registration, Registrations, as_table
from schakel.research.prevalence.report import in_words
from schakel.research.prevalence.table import CaptureTable

__all__ = [
    "Assessment",
    "Assumption",
    "Benchmark",
    "CaptureTable",
    "CountTable",
    "Declaration",
    "Ledger",
    "Registration",
    "Registrations",
    "Settings",
    "Status",
    "Target",
    "as_table",
    "assess",
    "assess_counts",
    "estimate",
    "in_words",
    "multiplier",
    "read_ledger",
    "read_source",
]
