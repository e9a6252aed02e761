"""The size of hidden populations: estimates with their reasons, or refusals with theirs.

`assess(table)` gives a verdict on a table of capture histories, `assess_counts(table)` on repeated counts in one
source, `multiplier(benchmarks)` combines benchmarks. Everything beneath is of use by itself.
"""

from schakel_prevalence.assess import SizeAssessment, assess
from schakel_prevalence.counted import CountTable
from schakel_prevalence.counted_assess import assess_counts
from schakel_prevalence.ledger import (
    Assumption,
    AssumptionLedger,
    AssumptionStatus,
    Declaration,
    TargetPopulation,
    read_ledger,
)
from schakel_prevalence.methods import Settings, estimate
from schakel_prevalence.multiplier import Benchmark, multiplier
from schakel_prevalence.ordered import OpenPopulation, jolly_seber
from schakel_prevalence.reading import read_source
from schakel_prevalence.registered import Registration, Registrations, as_table
from schakel_prevalence.report import in_words
from schakel_prevalence.table import CaptureTable

__all__ = [
    "Assumption",
    "AssumptionLedger",
    "AssumptionStatus",
    "Benchmark",
    "CaptureTable",
    "CountTable",
    "Declaration",
    "OpenPopulation",
    "Registration",
    "Registrations",
    "Settings",
    "SizeAssessment",
    "TargetPopulation",
    "as_table",
    "assess",
    "assess_counts",
    "estimate",
    "in_words",
    "jolly_seber",
    "multiplier",
    "read_ledger",
    "read_source",
]
