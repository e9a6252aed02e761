"""Whoever fills in a form is cut off at any moment: each answer that was said to be kept is there, and none is half."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from desks import Desk, opened
from sqlalchemy import select

from schakel.desk.database.tables import ANSWERS
from schakel.desk.responses import begin_response, kept_answers

SAVE = """
import sys
from pathlib import Path
from schakel.desk.office import Office
from schakel.desk.responses import keep_answers, kept_answers
from schakel.model.form import FormAnswer

folder, name = sys.argv[1:]
office = Office(Path(folder))
with office.reading() as connection:
    revision = max((one.revision for one in kept_answers(connection, office.cipher, name).values()), default=0)
while True:
    typed = {question: (FormAnswer(f"{question} {revision + 1}"), revision) for question in ("subject", "remarks")}
    with office.database.begin() as connection:
        keep_answers(connection, office.cipher, name, typed, "somebody")
    revision += 1
    print(revision, flush=True)
"""


def kept_after(desk: Desk, name: str, answers: int) -> int:
    """Save answers in a process of its own, kill it after so many, and return the last that it said was kept."""
    command = [sys.executable, "-c", SAVE, str(desk.office.folder), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(answers)]
        process.kill()
        said += process.stdout.readlines()
    return max(int(line) for line in said if line.endswith("\n"))


def killed(desk: Desk, times: int, seed: int) -> None:
    draw = random.Random(seed)
    with desk.office.database.begin() as connection:
        name = begin_response(connection, "helpline", "", "somebody")
    for _ in range(times):
        last = kept_after(desk, name, draw.randrange(1, 8))
        with desk.office.reading() as connection:
            found = kept_answers(connection, desk.office.cipher, name)
            rows = connection.execute(select(ANSWERS.c.question, ANSWERS.c.revision)).all()
        # What was being kept when it was killed may be there too, but both answers of a page or neither.
        revisions = {one.revision for one in found.values()}
        assert len(revisions) == 1 and revisions <= {last, last + 1}
        assert {one.answer.value for one in found.values()} == {f"{name} {one.revision}" for name, one in found.items()}
        assert sorted(rows) == sorted((name, one) for name in found for one in range(1, max(revisions) + 1))


def test_a_few_kills_lose_no_answer(tmp_path: Path) -> None:
    killed(opened(tmp_path), 2, 1)


@pytest.mark.slow
def test_two_hundred_kills_lose_no_answer(tmp_path: Path) -> None:
    killed(opened(tmp_path), 200, 2)
