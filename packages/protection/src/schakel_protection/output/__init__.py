"""Outputs of research: named checks, and the judgement on them, which is kept."""

from schakel_protection.output.checks import (
    CHECKS,
    FACTS_ASKED,
    OutputJudgement,
    OutputRequest,
    OutputVerdict,
    judge_output,
)
from schakel_protection.output.record import judgements, keep, read_request, settle

__all__ = [
    "CHECKS",
    "FACTS_ASKED",
    "OutputJudgement",
    "OutputRequest",
    "OutputVerdict",
    "judge_output",
    "judgements",
    "keep",
    "read_request",
    "settle",
]
