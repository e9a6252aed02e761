"""An edition that an earlier version built is refused in a sentence where its answers cannot be read any longer."""

from datetime import date

import pytest
from conftest import ALLIANCES

from schakel.alliance import read
from schakel.indicators.open_edition import OpenEdition
from schakel.verbs.researching import answer_of
from schakel_base.errors import RequestError


@pytest.mark.parametrize("kept", [None, "{}", "[1, 2]", "not JSON"])
def test_an_answer_in_another_form_asks_for_a_new_build(kept, tmp_path):
    edition = tmp_path / "2022-01-01-abcdef12"
    (edition / "research").mkdir(parents=True)
    if kept is not None:
        (edition / "research/recidivism-by-form.json").write_text(kept, "utf-8")
    opened = OpenEdition(read(ALLIANCES / "nl-mensenhandel"), edition, date(2022, 1, 1), "", {})
    with pytest.raises(RequestError, match="edition 2022-01-01-abcdef12 was built by an earlier version of Schakel"):
        answer_of("recidivism-by-form", opened)
