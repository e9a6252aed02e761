"""Whatever the desk keeps by a name has words: each role, state, step, verdict and kind of output."""

from schakel.desk.follow_up import STEPS, ItemStatus
from schakel.desk.gate_case import GateStage, TableDecision, Verdict
from schakel.desk.jobs import State
from schakel.desk.rights import ROLES
from schakel.desk.tokens import SCOPES
from schakel.desk.web.words import WORDS
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS, VERDICTS
from schakel.model.mapping import Match
from schakel_protection.output import FACTS_ASKED, OutputJudgement

KEPT = {
    "role": ROLES,
    "scope": SCOPES,
    "match_title": Match,
    "state": State,
    "step": STEPS,
    "stage": GateStage,
    "verdict": Verdict,
    "choice": Verdict,
    "table_verdict": TableDecision,
    "kind": FACTS_ASKED,
    "fact": {fact for facts in FACTS_ASKED.values() for fact in facts},
    "judgement": OutputJudgement,
    "decision": (*ABOUT_PAIRS, *VERDICTS),
}


def test_each_name_that_is_kept_has_words_and_no_other_name_has() -> None:
    assert {kind: set(WORDS[kind]) for kind in KEPT} == {kind: set(names) for kind, names in KEPT.items()}
    assert set(ItemStatus) <= set(WORDS["status"])
