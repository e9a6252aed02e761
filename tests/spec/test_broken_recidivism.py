"""Faults in a question about recidivism

Each fault gets one sentence, with its file and line.

The example of the documentation is put into the template; then each entry breaks one thing in it.
"""

import re
from pathlib import Path

import pytest
from broken import broken, edit, faults_of, template

from schakel.alliance import read
from schakel.research.recidivism import RecidivismQuestion

DOCUMENT = (Path(__file__).parents[2] / "docs/declarations.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```\w+ ([\w-]+)\n(.*?)```", DOCUMENT, re.DOTALL))
RESEARCH = "research/callers-who-come-back.yaml"


@pytest.fixture
def alliance(tmp_path: Path) -> Path:
    folder = template(tmp_path)
    (folder / RESEARCH).parent.mkdir()
    (folder / RESEARCH).write_text(EXAMPLES["recidivism"], "utf-8")
    return folder


def test_the_example_is_read(alliance: Path) -> None:
    found = read(alliance).research["callers-who-come-back"]
    assert isinstance(found, RecidivismQuestion)
    assert found.chain.index == found.chain.cases == ("report",)
    assert [label.in_language("en") for label in found.chain.labels_of(("handed over",))] == ["handed over"]


CASES = [
    broken("a unit that does not exist", RESEARCH, "cases: [report]", "cases: [reports]",
           "18: There is no unit `reports`; did you mean `report`?"),
    broken("an index case that is no case", RESEARCH, "cases: [report]", "cases: [report]\n  index: [person]",
           "19: `person` is not a unit of `cases`."),
    broken("an event that does not exist", RESEARCH, "committed: [report]", "committed: [call]",
           "19: There is no event `call`."),
    broken("a disposal that nothing explains", RESEARCH, "never_counts: [not for us]", "never_counts: [not for use]",
           "5: `disposals` of the chain does not say what `not for use` is; did you mean `not for us`?"),
    broken("a concept that does not exist", RESEARCH, "concepts: [other]", "concepts: [others]",
           "22: The scheme `subject` has no concept `others`; did you mean `other`?"),
    broken("a kind without a label", RESEARCH, "  exploitation: {en: A new report of exploitation}\n", "",
           "10: `exploitation` has no label in `kinds`."),
    broken("a number where there are concepts", RESEARCH, "general: {}", "general: {at_least: {subject: 2}}",
           "9: In the chain every attribute is a set of concepts: use `among`."),
    broken("a cohort that ends before it begins", RESEARCH, "until: 2023-12-31", "until: 2022-12-31",
           "6: `until` is 2022-12-31, which is before 2023-01-01."),
    broken("a correction that the chain does not make", RESEARCH, "  enough:",
           "  earlier_cases: {years: 1, known_since: 2020-01-01, from: [1]}\n  enough:",
           "12: In the chain, shares are not corrected for earlier cases."),
    broken("a part that does not exist", RESEARCH, "show: [exploitation, other]", "show: [exploitation, others]",
           "24: The scheme `subject` has no concept `others`; did you mean `other`?"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_broken_is_reported(alliance: Path, case) -> None:
    edit(alliance, case.file, case.old, case.new)
    assert faults_of(alliance) == case.expected
