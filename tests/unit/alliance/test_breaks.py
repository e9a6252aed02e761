"""The source of a break is a text; one string stands for all languages."""

import pytest
from broken import edit, template

from schakel.alliance import read
from schakel_base.text import Text


@pytest.mark.parametrize(("written", "source"), [("b", "b"), ("{en: Annual report}", "Annual report")])
def test_the_source_of_a_break(tmp_path, written, source):
    alliance = template(tmp_path)
    said = f"breaks: [{{on: 2023-01-01, label: {{en: a}}, source: {written}, verified: true}}]\nchart: "
    edit(alliance, "indicators/reports-by-subject.yaml", "chart: ", said)
    (found,) = read(alliance).indicators["reports-by-subject"].breaks
    assert found.source == Text({"en": source})
