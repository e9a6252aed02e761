"""A process that starts once, and does each thing that it is asked in a child of its own, which may be killed.

The tests themselves cannot be forked: libraries have started threads in them. Nor do they start a process each time,
since what a verb imports takes longer than most of what is killed here.
"""

import atexit
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, or minus the signal that killed it, and what its function returned."""

    returncode: int
    returned: object = None


def run_forked(function: Callable[..., object], *given: object) -> Ended:
    """Run a function of a module of tests with texts and numbers in a child, under the environment of now."""
    module = Path(inspect.getfile(function))
    asked = [str(module.parent), module.stem, function.__name__, given, dict(os.environ)]
    process = _process()
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    return Ended(*json.loads(process.stdout.readline()))


@cache
def _process() -> "subprocess.Popen[str]":
    code = f"import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]}; from forked import main; main()"
    running = subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True)
    atexit.register(running.communicate)
    return running


def main() -> None:
    """Do what each line asks, and say how it ended."""
    for line in sys.stdin:
        folder, module, name, given, environment = json.loads(line)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        function = getattr(import_module(module), name)
        read, write = os.pipe()
        if not (child := os.fork()):
            os.environ.update(environment)
            os.write(write, json.dumps(function(*given)).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            returned = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, json.loads(returned or "null")]), flush=True)
