"""What a trace shows of a unit: what rows say of it and of what it belongs to, each line once."""

from broken import edit
from template_with_persons import alliance_with_persons, deliver

from schakel import verbs

BESIDE = ",Northtown,,Berg,Anna,1990-05-02,1234567,"


def test_of_another_unit_of_the_same_parent_no_line_is_shown(tmp_path):
    """Two reports about one person: what became of the one says nothing of the other."""
    alliance = alliance_with_persons(tmp_path)
    edit(alliance, "alliance.yaml", "    plural: {en: reports}", "    plural: {en: reports}\n    belongs_to: person")
    taken = f"work under duress,police,2023-01-09,yes{BESIDE}"
    left = f"work under duress,police,2023-01-09,no{BESIDE}"
    assert deliver(alliance, 2, f"H1,2023-01-02,{taken}", f"H2,2023-01-03,{left}").accepted == 2
    verbs.build(alliance)
    found = verbs.trace(alliance, "latest", "reports-through-the-chain", {"phase": "followed-up"})
    assert found.bounds == (1, 1)
    assert [(claim.row, claim.source_value) for claim in found.claims] == [(1, "yes")]
