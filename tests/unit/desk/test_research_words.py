"""Why an output may not leave is said in the language of its reader, whichever check did not pass."""

import pytest

from schakel.desk.languages import LANGUAGES, LOCALE
from schakel.desk.web.research import reason
from schakel.publication.localisation import localise
from schakel_protection.output import CHECKS, OutputRequest, judge_output

KINDS = sorted(CHECKS)
WORST = {fact: 0 for checks in CHECKS.values() for check in checks for fact in check.facts}
WORST |= {fact: True for fact in WORST if fact.startswith("shows_")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_reason_has_words_in_every_language(kind: str, language: str) -> None:
    told = localise(language, LOCALE)
    for facts in (WORST, {}):
        kept = judge_output(OutputRequest(kind, facts)).reasons
        assert len(kept) == len(CHECKS[kind])
        said = [reason(one, told) for one in kept]
        assert {tongue for _, tongue in said} == {language}
        assert not [sentence for sentence, _ in said if "{" in sentence or "_" in sentence]


def test_a_reason_keeps_the_number_that_was_the_least_and_another_stays_as_it_was() -> None:
    dutch = localise("nl", LOCALE)
    assert reason("smallest cell: the smallest cell holds fewer than 7 units", dutch) == (
        "De kleinste cel bevat minder dan 7 eenheden.", "nl",
    )  # fmt: skip
    assert reason("of another day: a reason", dutch) == ("of another day: a reason", "en")
