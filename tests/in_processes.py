"""Tests run in several processes, each a copy of the one that collected them: to collect them takes ten seconds.

A process takes one file after the other, so that what a file sets up is set up once, in the order of collection, so
that the longest begin first.
"""

import gc
import random
import warnings
from collections import deque
from collections.abc import Iterator
from itertools import chain, groupby, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

import pytest
from _pytest.tmpdir import TempPathFactory

_COPIES = get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Ask in how many processes the tests run."""
    parser.addoption("--processes", type=int, default=1, help="run the tests in so many processes, file by file")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in several processes where several are asked for; else pytest runs them itself."""
    config = session.config
    if config.option.processes < 2 or config.option.collectonly or session.testsfailed:
        return None
    files = [list(items) for _, items in groupby(session.items, key=lambda item: item.path)]
    folder = config._tmp_path_factory.getbasetemp()
    gc.freeze()  # what was collected is shared as long as nobody writes to it
    running: dict[Connection, str] = {}
    for number in range(min(config.option.processes, len(files))):
        ours, theirs = Pipe()
        running[ours] = "nothing yet"
        given = (session, files, theirs, list(running), folder / f"process{number}")
        _COPIES.Process(target=_run, args=given).start()
        theirs.close()
    everybody = list(running)
    try:
        _follow(session, running, deque(range(len(files))))
    finally:
        gc.unfreeze()
        for process in everybody:
            process.close()  # who still runs ends, since nobody follows any more
    return True


def _follow(session: pytest.Session, running: dict[Connection, str], files: deque[int]) -> None:
    """Hand out the files, and report what is told of them as if it happened here."""
    while running:
        for process in wait(list(running)):
            assert isinstance(process, Connection)
            try:
                kind, told = process.recv()
            except EOFError:
                pytest.exit(f"a process ended in {running[process]}", returncode=1)
            if kind == "test":
                running[process] = told
            elif kind == "warning":
                session.config.hook.pytest_warning_recorded.call_historic(kwargs=told)
            elif kind == "report":
                _report(session, told)
            elif kind == "file":
                process.send(files.popleft() if files else None)
            else:
                del running[process]


def _report(session: pytest.Session, told: dict[str, object]) -> None:
    hook = session.config.hook
    hook.pytest_runtest_logreport(report=hook.pytest_report_from_serializable(config=session.config, data=told))
    if session.shouldfail:
        raise session.Failed(session.shouldfail)


def _run(
    session: pytest.Session, files: list[list[pytest.Item]], to: Connection, others: list[Connection], folder: Path
) -> None:
    """Run the files that are handed out; what was the terminal's goes to the process that follows."""
    for other in others:
        other.close()  # so that who is followed sees that nobody follows any more
    random.seed()
    config, plugins = session.config, session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.register(_Telling(config, to))
    capture = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    config.option.basetemp = str(folder)
    config._tmp_path_factory = TempPathFactory.from_config(config, _ispytest=True)
    try:
        for item, following in pairwise(chain(_handed_out(files, to), [None])):
            to.send(("test", item.nodeid))
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        to.send(("end", None))
    except (BrokenPipeError, EOFError):
        pass  # the one that follows was stopped, and has said so


def _handed_out(files: list[list[pytest.Item]], by: Connection) -> Iterator[pytest.Item]:
    """The tests of files; the next file is asked for before the last test of one ends, which must know what follows."""
    while True:
        by.send(("file", None))
        if (number := by.recv()) is None:
            return
        yield from files[number]


class _Telling:
    """What a process tells the one that follows it."""

    def __init__(self, config: pytest.Config, to: Connection) -> None:
        self._config, self._to = config, to

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a test went."""
        told = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._to.send(("report", told))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: tuple[str, int, str] | None
    ) -> None:
        """Tell of a warning, in its words: what it is about may be known to this process alone."""
        text, category, file, line = (
            str(warning_message.message), warning_message.category, warning_message.filename, warning_message.lineno
        )  # fmt: skip
        same = warnings.WarningMessage(text, category, file, line)
        self._to.send(("warning", {"warning_message": same, "when": when, "nodeid": nodeid, "location": location}))
