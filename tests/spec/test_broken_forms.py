"""Faults in a form

A form asks what the contract of its partner checks. `schakel check` gives each fault one sentence, with its line.

Each entry makes one small edit to the form of the template.
"""

from pathlib import Path

import pytest
from broken import Broken, broken, check

FORM = "partners/helpline/form.yaml"


@pytest.mark.parametrize(
    "case",
    [
        broken(
            "a column that the contract does not have",
            FORM,
            "- column: remarks",
            "- column: remark",
            "38: The contract has no column `remark`; did you mean `remarks`?",
        ),
        broken(
            "a column that is asked twice",
            FORM,
            "- column: remarks",
            "- column: subject",
            "38: The column `subject` is asked twice.",
        ),
        broken(
            "a condition on what is asked later",
            FORM,
            "when: {column: handed_over_to, is",
            "when: {column: followed_up, is",
            "31: `followed_up` is not asked before this.",
        ),
        broken(
            "a required column that is not asked of everybody",
            FORM,
            "given: {report_number: number}",
            "given: {}",
            "8: The contract requires `report_number`; ask it of everybody, or give it under `given`.",
        ),
        broken(
            "a text without a language of the alliance",
            FORM,
            "title: {en: The report, nl",
            "title: {nl",
            "9: This text is missing in `en`.",
        ),
        broken(
            "a correction that would count beside what it corrects",
            "partners/helpline/contract.yaml",
            "{property: supersedesBy, value: [report_number]}",
            "{property: supersedesBy, value: [received_on]}",
            "partners/helpline/form.yaml:7: A correction replaces what it corrects only if `report_number` is under "
            "`supersedesBy`.",
        ),
        broken(
            "an inbox of what the contract does not name",
            FORM,
            "synthetic: true",
            "inbox: {unit: person, sender: handed_over_to}",
            "6: The contract names no `person` by one column, with an event.",
        ),
        broken(
            "a key that no form has",
            FORM,
            "lines: several",
            "linse: several",
            "41: The key `linse` does not exist in `sections.2.questions.4`; did you mean `lines`?",
        ),
        broken(
            "a contract for files that no form can write",
            "partners/helpline/contract.yaml",
            "- {property: delimiter, value: \",\"}",
            "- {property: delimiter, value: \",\"}\n      - {property: format, value: {name: json}}",
            "partners/helpline/form.yaml: What is filled in becomes delimited text with quotes; the contract describes "
            "other files.",
        ),
    ],
)  # fmt: skip
def test_each_fault_has_a_sentence(case: Broken, tmp_path: Path) -> None:
    check(case, tmp_path)
