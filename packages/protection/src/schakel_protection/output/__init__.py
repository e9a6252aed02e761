"""Outputs of research: named checks, and the judgement on them, which is kept."""

from schakel_protection.output.checks import CHECKS, OutputJudgement, OutputRequest, OutputVerdict, judge_output
from schakel_protection.output.facts import FACTS_ASKED, facts_in
from schakel_protection.output.record import OutputDecision, judgements, keep, read_request, settle

__all__ = [
    "CHECKS",
    "FACTS_ASKED",
    "OutputDecision",
    "OutputJudgement",
    "OutputRequest",
    "OutputVerdict",
    "facts_in",
    "judge_output",
    "judgements",
    "keep",
    "read_request",
    "settle",
]
