"""How the command line answers: a sentence or JSON, a progress bar, and faults as sentences with exit code 1."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from schakel_base.disk import REFUSALS
from schakel_base.errors import Fault, SchakelError
from schakel_base.progress import Pace
from schakel_base.progress import Progress as Telling

ERRORS = Console(stderr=True)


class AnswerPrinter:
    """Prints one answer: as a sentence, or as JSON for machines."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def __call__(self, sentence: str, record: dict[str, Any] | list[Any]) -> None:
        """Print the sentence or the record."""
        # NaN is no JSON: better a defect here than a record that a strict reader refuses.
        said = json.dumps(record, ensure_ascii=False, allow_nan=False, default=str) if self.as_json else sentence
        # At once, also into a pipe: who watches a folder would else wait for the next hundred answers.
        print(said, flush=True)


def beside(sentence: str) -> None:
    """Print a remark for people on standard error, so that machines can still read the answer."""
    ERRORS.print(sentence, markup=False, highlight=False, soft_wrap=True)


def counted(number: int, noun: str) -> str:
    """Return how many there are of something, in English."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


Speech = Callable[[Fault], str]
"""How one language says what is kept as a message with fields."""


def speech(language: str) -> Speech:
    """Return how a language of the desk says what goes wrong and what is done."""
    if language == "en":
        return str
    # Catalogues take long to load, and most commands speak English.
    from schakel.desk.languages import LOCALE
    from schakel.desk.web.mistakes import fault
    from schakel.publication.localisation import localise

    spoken = localise(language, LOCALE)
    return lambda what: fault(what, spoken)


@contextmanager
def answering(as_json: bool, language: str = "en") -> Iterator[AnswerPrinter]:
    """Turn faults into sentences and exit code 1."""
    try:
        yield AnswerPrinter(as_json)
    except SchakelError as error:
        _say_faults(error.faults, as_json, speech(language))
    except BrokenPipeError:  # who reads our output has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sentence = REFUSALS.get(error.errno or 0) or error.strerror or str(error)
        _say_faults((Fault(sentence, str(error.filename or "")),), as_json)


def _say_faults(faults: tuple[Fault, ...], as_json: bool, say: Speech = str) -> NoReturn:
    if as_json:
        # On standard output, where a machine waits for the answer.
        found = [{"sentence": one.sentence, "file": one.file, "line": one.line} for one in faults]
        print(json.dumps({"faults": found}, ensure_ascii=False))
    else:
        for fault in faults:
            ERRORS.print(say(fault), style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


@contextmanager
def progress(quiet: bool, language: str = "en") -> Iterator[Telling]:
    """Show progress and the expected time on a terminal, on standard error; show nothing in a pipe."""
    columns, pace = (TextColumn("{task.description:<40}"), BarColumn(), TimeElapsedColumn()), Pace()
    say = str if quiet else speech(language)
    with Progress(*columns, console=ERRORS, transient=True, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(
            task, description=", ".join(map(say, pace.said(what, share))), completed=share
        )
