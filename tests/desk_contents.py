"""A desk of the template with something of each kind, so that every page of it has something to show."""

import re
from collections.abc import Mapping

from desks import HEADER, ROW, Desk

from schakel.desk.ask import answer_folder, decide, find_questions, put_question
from schakel.desk.gate import take_up
from schakel.desk.jobs import State, end
from schakel.desk.responses import begin_response
from schakel.desk.uploads import Announced, begin_upload
from schakel.model import TableQuestion
from schakel_base import clock

OWN = {"": "", "partner": "helpline", "municipality": "GM1", "product": "monitor"}
"""For what somebody has a role: of all these there is another one too."""

OTHERS = {"partner": "clinic", "municipality": "GM2", "product": "report"}
"""For what somebody has a role who has nothing to do with what is here."""

NOT_HERE = (
    "/jobs/",
    "/assessments/{",
    "/municipalities/",
    "/inbox/",
    "/pairs/",
    "/outputs/{",
    "/twins/",
    "/gate/{release:int}/draft/",
)
"""What streams, or leads on; and what the template has none of (`test_assessments.py`, `_inbox.py`, `_pairs.py`)."""


def filled(desk: Desk) -> dict[str, str]:
    """Fill the desk, and return what the variable parts of addresses stand for: things of the partner `helpline`."""
    supplier = desk.signed_in("supplier", "helpline")
    file = {"file": ("a.csv", HEADER + ROW.format(1) + "2,2023-01-02,,nobody,,,,\n", "text/csv")}  # one to mend
    job = supplier.post("/deliveries", data={"partner": "helpline"}, files=file).headers["location"].rpartition("/")[2]
    desk.work()
    with desk.office.database.begin() as connection:
        begun = begin_upload(connection, "helpline", "somebody else", Announced("b.csv", 9, clock.today()))
        response = begin_response(connection, "helpline", "", "somebody else")
        release = str(take_up(connection, "monitor", "2025-01-01-x", "0" * 64, "somebody else"))
        question = put_question(connection, "monitor", TableQuestion("report", ("year",)), "a test", "somebody else")
    with desk.office.database.begin() as connection:
        decide(connection, find_questions(connection)[0], True, "it is one", "another")
        end(connection, find_questions(connection)[0].decision.job, State.DONE, "The answer is there.", {})
    folder = answer_folder(desk.office, question)
    folder.mkdir(parents=True)
    (folder / "answer.csv").write_text("year\n")
    return {
        "release": release,
        "table": "reports",
        "path": "index.html",
        "product": "monitor",
        "extract": "1",
        "output": "1",
        "response": response,
        "question": question,
        "file": "answer.csv",
        "subject": "GM1",
        "item": "0" * 32,
        "one": "1" * 32,
        "person": "1" * 32,
        "of": "joined",
        "other": "2" * 32,
        "entry": "1",
        "section": "1",
        "number": job,
        "name": begun.name,
        "partner": "helpline",
        "kind": "csv",
        "word": "w",
        "language": "nl",
    }


def address_of(path: str, numbers: Mapping[str, str]) -> str:
    """Return the address of a door, its variable parts filled in."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: numbers[found[1]], path)


def of_nothing(numbers: Mapping[str, str]) -> dict[str, str]:
    """Return what the variable parts of addresses would stand for if there were such things, in the form of each."""
    kept = ("kind", "section", "of", "word", "language")
    return {name: one if name in kept else _of_nothing(one) for name, one in numbers.items()}


def _of_nothing(one: str) -> str:
    if one.isdigit() and len(one) < 32:
        return "987654"
    return "f" * 32 if len(one) == 32 else f"no-{one}"
