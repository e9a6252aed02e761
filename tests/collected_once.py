"""Tests are collected once; processes that part from there then take the tests of one file at a time.

To collect all tests takes over twenty CPU seconds, and forty in a fresh clone. With `--processes N` they are spent
once, and what was imported stands in memory once. The first process reports what the others say of their tests.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.sharedctypes import Synchronized
from warnings import WarningMessage, catch_warnings, simplefilter

import pytest

_FORKING = multiprocessing.get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, help="Run the tests in so many processes, file by file.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in several processes where that is asked; what could not be collected, pytest itself tells."""
    option = session.config.option
    if option.processes < 2 or option.collectonly or session.testsfailed:
        return None
    session.config._tmp_path_factory.getbasetemp()  # one folder for all
    taken = _FORKING.Value("i", 0)
    workers = list[_Worker]()
    for _ in range(option.processes):
        workers.append(_begin(session, taken, [one.said for one in workers]))
    try:
        _report(session, workers)
    finally:
        _end(workers)
    return True


# What the first process does.


@dataclass(frozen=True)
class _Worker:
    process: ForkProcess
    said: Connection


def _begin(session: pytest.Session, taken: "Synchronized[int]", earlier: Sequence[Connection]) -> _Worker:
    said, saying = _FORKING.Pipe(duplex=False)
    process = _FORKING.Process(target=_work, args=(session, taken, saying, [*earlier, said]))
    with catch_warnings():
        # Of threads: while tests are collected none but those of libraries waits, and these begin theirs anew (Arrow,
        # DuckDB, OpenBLAS).
        simplefilter("ignore", DeprecationWarning)
        process.start()
    saying.close()  # held by the worker alone, its end is the worker's
    return _Worker(process, said)


def _report(session: pytest.Session, workers: Sequence[_Worker]) -> None:
    """Tell pytest what the workers say, until all have ended, one has died, or tests fail that end the run."""
    running = dict.fromkeys((worker.said for worker in workers), "")
    while running:
        for said in wait(list(running)):
            try:
                hook, given = said.recv()
            except EOFError:
                if test := running.pop(said):
                    session.shouldfail = f"The process that ran {test} died"
            else:
                running[said] = _test_of(hook, given, running[said])
                _tell(session.config, hook, given)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)


def _test_of(hook: str, given: dict[str, object], before: object) -> object:
    """Which test a process runs after it said this."""
    return {"pytest_runtest_logstart": given.get("nodeid"), "pytest_runtest_logfinish": ""}.get(hook, before)


def _tell(config: pytest.Config, hook: str, given: dict[str, object]) -> None:
    if hook == "pytest_runtest_logreport":
        given = {"report": config.hook.pytest_report_from_serializable(config=config, data=given)}
    if hook == "pytest_warning_recorded":
        config.hook.pytest_warning_recorded.call_historic(kwargs=given)
    else:
        getattr(config.hook, hook)(**given)


def _end(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        worker.said.close()  # whoever still says something ends
    for worker in workers:
        worker.process.join()


# What the others do.


def _work(
    session: pytest.Session, taken: "Synchronized[int]", saying: Connection, inherited: Sequence[Connection]
) -> None:
    """Run one file after another, each torn down when the next is known."""
    for said in inherited:
        said.close()  # a pipe that anybody may read is never broken: whoever fills it would wait for ever
    plugins = session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.register(_Saying(session.config, saying))
    captured = plugins.getplugin("capturemanager")
    captured.stop_global_capturing()  # to files of its own
    captured.start_global_capturing()
    captured.suspend_global_capture()
    try:
        for test, following in pairwise(chain(_taken(session, taken), [None])):
            session.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
    except BrokenPipeError:  # the run has ended before its end
        session._setupstate.teardown_exact(None)


def _taken(session: pytest.Session, taken: "Synchronized[int]") -> Iterator[pytest.Item]:
    """Yield the tests of each file that no other process has taken, in the order of collection."""
    files: dict[object, list[pytest.Item]] = {}
    for item in session.items:
        files.setdefault(item.path, []).append(item)
    tests = list(files.values())
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(tests):
            return
        yield from tests[number]


@dataclass(frozen=True)
class _Saying:
    """Says to the first process what pytest would have reported in this one."""

    config: pytest.Config
    saying: Connection

    def pytest_runtest_logstart(self, nodeid: str, location: object) -> None:
        self.saying.send(("pytest_runtest_logstart", {"nodeid": nodeid, "location": location}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.saying.send(("pytest_runtest_logreport", said))

    def pytest_runtest_logfinish(self, nodeid: str, location: object) -> None:
        self.saying.send(("pytest_runtest_logfinish", {"nodeid": nodeid, "location": location}))

    def pytest_warning_recorded(
        self, warning_message: WarningMessage, when: str, nodeid: str, location: object
    ) -> None:
        told = warning_message
        plain = WarningMessage(str(told.message), told.category, told.filename, told.lineno)
        given = {"warning_message": plain, "when": when, "nodeid": nodeid, "location": location}
        self.saying.send(("pytest_warning_recorded", given))
