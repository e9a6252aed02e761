"""Who is who of a country takes half a gigabyte: nothing holds it any more once units are worked out."""

import weakref

from template_with_persons import alliance_with_persons, deliver

from schakel import verbs
from schakel.verbs import building
from schakel.verbs.linking_persons import persons_of


def test_persons_are_let_go_of_before_units_are_worked_out(tmp_path, monkeypatch):
    folder, held, seen = alliance_with_persons(tmp_path), [], {}

    def linked(*given):
        persons = persons_of(*given)
        held.append(weakref.ref(persons))
        return persons

    def tell(what, _):
        seen[str(what)] = [one() is not None for one in held]

    monkeypatch.setattr(building, "persons_of", linked)
    deliver(folder, 1, "H1,2023-03-01,debts,police,2023-03-09,no,Northtown,,Bakker,Noor,1990-01-02,SKN1,")
    verbs.build(folder, progress=tell)
    assert seen["said by helpline"] == [True] and seen["wide report"] == [False]
