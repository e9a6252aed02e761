"""Outputs of research: named checks, and the judgement on them, which is kept."""

from schakel_protection.output.checks import CHECKS, Judgement, OutputRequest, OutputVerdict, judge_output
from schakel_protection.output.record import Decision, judgements, keep, read_request

__all__ = [
    "CHECKS",
    "Decision",
    "Judgement",
    "OutputRequest",
    "OutputVerdict",
    "judge_output",
    "judgements",
    "keep",
    "read_request",
]
