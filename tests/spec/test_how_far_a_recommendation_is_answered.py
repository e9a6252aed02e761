"""How far a recommendation is answered

A recommendation asks for several things. Each of these parts has a status of its own, declared or decided by research;
the status of the whole follows from them, and so is the same in every monitor of an alliance.
"""

from collections.abc import Mapping

import pytest

from schakel.model import AnswerStatus, AskedPart, Concluded, DecidedBy
from schakel.model.recommendation import of_all
from schakel_base.text import Text

ANSWERED, REFUSED, PARTLY, WAITING = (
    AnswerStatus.ANSWERED,
    AnswerStatus.REFUSED,
    AnswerStatus.PARTLY,
    AnswerStatus.WAITING,
)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((ANSWERED, ANSWERED), ANSWERED),
        ((REFUSED, REFUSED), REFUSED),
        ((WAITING, WAITING), WAITING),
        ((ANSWERED, REFUSED), PARTLY),
        ((ANSWERED, WAITING), PARTLY),
        ((REFUSED, WAITING), PARTLY),
        ((PARTLY,), PARTLY),
        ((), WAITING),
    ],
)
def test_the_whole_has_the_status_that_its_parts_share_and_is_else_partly_answered(parts, whole) -> None:
    assert of_all(parts) is whole


RECIDIVISM = "recidivism"
AS_A_WHOLE, BY_FORM = DecidedBy(RECIDIVISM), DecidedBy(RECIDIVISM, each_part=True)


@pytest.mark.parametrize(
    ("decided", "concluded", "status"),
    [
        (AS_A_WHOLE, {RECIDIVISM: Concluded(True, (False, False))}, ANSWERED),  # a rate, though none by form
        (AS_A_WHOLE, {RECIDIVISM: Concluded(False, (False, False))}, REFUSED),
        (BY_FORM, {RECIDIVISM: Concluded(True, (False, False))}, REFUSED),
        (BY_FORM, {RECIDIVISM: Concluded(True, (True, False))}, PARTLY),
        (BY_FORM, {RECIDIVISM: Concluded(True, (True, True))}, ANSWERED),
        (BY_FORM, {RECIDIVISM: Concluded(True)}, ANSWERED),  # it was not asked by form
        (AS_A_WHOLE, {}, WAITING),  # no product publishes it
        (REFUSED, {}, REFUSED),  # declared
    ],
)
def test_an_answer_is_answered_a_refusal_refused(
    decided: AnswerStatus | DecidedBy, concluded: Mapping[str, Concluded], status: AnswerStatus
) -> None:
    assert AskedPart(Text({"en": "recidivism"}), decided).status(concluded) is status
