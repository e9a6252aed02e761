"""The queue of pairs at the desk when a million wait: what a page takes, and a judgement, with an end or taken back.

The pairs are invented: two million persons of a record each, and weights as a model gives them between its thresholds.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from starlette.testclient import TestClient

# A desk is opened here as tests open it.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from desks import Desk
from template_with_persons import alliance_with_persons

from schakel.desk.office import Office
from schakel.identity import CREATED, SUGGESTED, ByPerson, Ledger, open_ledger
from schakel.identity.judging.queue import PairsQueue, PersonsToJudge, keep_queue, kept_queue
from schakel.identity.who_is_who.judgements import new_persons
from schakel.identity.who_is_who.kept import sealed_folder
from schakel.identity.who_is_who.ledger_files import judgements_of
from schakel.store.access_log import reading
from schakel_base import clock

PAIRS, TIMES = 1_000_000, 20
"""Pairs that wait, and how often each page is asked for."""
_DAY, _DAY_OF_END = date(2026, 1, 1), date(2100, 1, 1)


def main() -> None:
    """Measure, and print a line each: CPU seconds of this process."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCHAKEL_SECRET_FILE"] = f"{folder}/root"
        desk = Desk(Office(alliance_with_persons(Path(folder))))
        with reading(desk.office.workspace, "build", "to measure", ""):
            _fill(open_ledger(desk.office.folder))
            made = _seconds(lambda: keep_queue(sealed_folder(desk.office.folder), clock.today()))
            queue = kept_queue(sealed_folder(desk.office.folder), clock.today())
        assert queue is not None
        print(f"queue of {queue.waiting:,} pairs: made once the ledger has an entry more in {made:.1f} CPU s")
        browser = desk.signed_in("clerk")
        _pages(browser, "first page", "/pairs")
        _pages(browser, "a page from the middle", f"/pairs?after={_middle(desk, queue)}")
        with reading(desk.office.workspace, "build", "to measure", ""):
            first, second, third = queue.page(None, 3)
        for what, pair, until in (("a judgement", first, None), ("one with an end", second, _DAY_OF_END)):
            took = _seconds(partial(_judged, desk, pair, until))
            _told(browser, what, took)
        took = _seconds(lambda: _sent(browser, f"/pairs/judgements/{_last_entry(desk)}/undoing"))
        _told(browser, "what is taken back", took)
        with reading(desk.office.workspace, "build", "to measure", ""):
            by = ByPerson("benchmark", clock.today(), "at a terminal")
            open_ledger(desk.office.folder).keep_apart(third.one, third.other, by)
        took = _seconds(lambda: _asked(browser, "/pairs"))
        print(f"first page after a judgement at a terminal, which keeps no queue: {took:.1f} CPU s")


def _judged(desk: Desk, pair: PersonsToJudge, until: date | None) -> None:
    """Record what a clerk says as the desk does; these persons have no records that it could compare."""
    with reading(desk.office.workspace, "build", "to measure", ""):
        by = ByPerson("benchmark", clock.today(), "measured", until)
        open_ledger(desk.office.folder).keep_apart(pair.one, pair.other, by)
        keep_queue(sealed_folder(desk.office.folder), clock.today())


def _told(browser: TestClient, what: str, took: float) -> None:
    opened = _seconds(lambda: _asked(browser, "/pairs"))
    print(f"{what}: recorded in {took:.1f} CPU s; the first page after it in {1000 * opened:.0f} CPU ms")


def _sent(browser: TestClient, address: str) -> None:
    answer = browser.post(address, data={"reason": "measured"}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def _last_entry(desk: Desk) -> int:
    with reading(desk.office.workspace, "build", "to measure", ""):
        return open_ledger(desk.office.folder).size - 1


def _fill(ledger: Ledger) -> None:
    """Let a model have made two persons for each pair, and ask about all of these."""
    persons = new_persons(2 * PAIRS)
    records = pa.array([f"r{number}" for number in range(len(persons))])
    said = {"at": _DAY, "by": "model invented", "reason": "invented"}
    weight = pa.array(np.round(np.random.default_rng(1).uniform(-3, 8, PAIRS), 2))
    ledger.append_table(
        pa.concat_tables(
            [
                judgements_of(len(persons), kind=CREATED, person=persons, record=records, **said),
                judgements_of(PAIRS, kind=SUGGESTED, person=persons[::2], other=persons[1::2], weight=weight, **said),
            ]
        )
    )


def _middle(desk: Desk, queue: PairsQueue) -> str:
    with reading(desk.office.workspace, "build", "to measure", ""):
        return ",".join(map(str, queue.starts[len(queue.starts) // 2]))


def _pages(browser: TestClient, what: str, address: str) -> None:
    took = [_seconds(lambda: _asked(browser, address)) for _ in range(TIMES)]
    print(f"{what}: {1000 * statistics.median(took):.0f} CPU ms, at most {1000 * max(took):.0f}")


def _asked(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200 and answer.text.count('href="/pairs/') >= 100, answer.text


def _seconds(do: Callable[[], object]) -> float:
    begin = time.process_time()
    do()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
