"""The command line: one dict of all commands, each in a file of this folder, each loaded only when it is called.

A command answers with a sentence or with JSON, and exits with 0, with 1 (data or a declaration is at fault) or with 2
(usage). Loading a command takes longer than reading this list, so `schakel --help` loads none of them.
"""

import atexit
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from schakel import __version__
from schakel.cli.answering import ERRORS
from schakel.cli.collecting import collect_seldom
from schakel.without_pandas import leave_pandas_out
from schakel_base.errors import without_values


@dataclass(frozen=True)
class Command:
    """Where a command is: a file of this folder, and in it a function, or an application with subcommands."""

    file: str
    name: str
    summary: str


COMMANDS: Mapping[str, Mapping[str, Command]] = {
    "An alliance": {
        "init": Command("alliance", "init", "Create an alliance from the template."),
        "check": Command("alliance", "check", "Check every declaration of an alliance."),
        "contract": Command("contract", "app", "Draft a contract and a mapping from a file."),
        "deliver": Command("deliveries", "deliver", "Archive and check a partner's file, and give a receipt."),
        "watch": Command("watch", "watch", "Deliver the files that partners put into their folders."),
        "replay": Command("deliveries", "replay", "Check the refused rows of an earlier delivery again."),
        "train": Command("train", "train", "Learn the weights for linking persons."),
        "build": Command("editions", "build", "Build an edition: all tables, unprotected, in the secured zone."),
        "coarsen": Command("coarsen", "coarsen", "Compare how much coarser classes would keep."),
        "publish": Command("publishing", "publish", "Publish a product of an edition: site and data, protected."),
        "epoch": Command("epoch", "app", "Open an epoch: what answers all questions about an edition."),
        "ask": Command("ask", "ask", "Ask for a table that nobody declared."),
        "report": Command("publishing", "report", "Write a product as one document, PDF or ODT."),
        "run": Command("run", "run", "Deliver, build and publish one or more alliances."),
        "simulate": Command("deliveries", "simulate", "Write the deliveries of an invented world."),
        "trace": Command("editions", "trace", "Show the rows, claims and mapping lines behind a cell."),
        "extract": Command("editions", "extract", "Write single units under a product's pseudonyms."),
        "access-request": Command("access_request", "access_request", "Answer a data subject access request."),
        "withdraw": Command("erasing", "withdraw", "Delete a record or a person that a partner takes back."),
        "expire": Command("erasing", "expire", "Delete the rows whose retention has ended."),
        "compare": Command("comparing", "compare", "Explain why two figures differ, one definition at a time."),
        "vocabulary": Command("vocabulary", "app", "Compare two editions of a concept scheme."),
        "output-check": Command("output_check", "output_check", "Check whether a research output may leave the zone."),
        "log": Command("log", "app", "Read the access log, and verify that it is intact."),
        "dpia": Command("dpia", "dpia", "Write the facts for a data protection impact assessment."),
        "keys": Command("keys", "app", "Manage the keys behind pseudonyms; encrypt the zones."),
        "desk": Command("desk", "app", "Serve the desk: people, roles, deliveries and the API."),
    },
    "A release": {
        "verify": Command("releases", "verify", "Check that no file of a release has changed."),
        "retract": Command("releases", "retract", "Withdraw a release: its pages say so, its figures go."),
        "serve": Command("releases", "serve", "Serve a release on this machine only."),
    },
    "Human decisions": {
        "judge": Command("judge", "app", "Decide which records are one person; see who was who on a day."),
        "alike": Command("candidates", "app", "Review likely duplicates that have different numbers."),
    },
    "Your own files, without an alliance": {
        "protect": Command("protect", "protect", "Protect tables, attack them, and print what may be published."),
        "send": Command("send", "send", "Deliver a file to a desk on another machine."),
        "pseudonymise": Command("pseudonymise", "pseudonymise", "Replace identifiers with pseudonyms."),
        "reverse": Command("pseudonymise", "reverse", "Reverse reversible pseudonyms; this takes two persons."),
        "link": Command("link", "link", "Find the records that belong to one person, by a declared model."),
        "prevalence": Command("prevalence", "prevalence", "Estimate the size of a hidden population, or refuse to."),
        "recidivism": Command("recidivism", "recidivism", "Measure how many reoffend, how often and how soon."),
        "sentencing": Command("sentencing", "app", "Extract facts from judgments, compute demands, model sentences."),
    },
}  # fmt: skip
"""All commands, under the headings of the help."""

_WITHOUT_ARROW = {"prevalence", "protect", "recidivism", "sentencing"}
_ALL_TO_THE_COMMAND = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Run a data alliance of criminal-justice agencies.",
)


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"schakel {__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit.")


@app.callback()
def _options(version: Annotated[bool, _VERSION] = False) -> None:
    pass  # the callback has answered by then


def _loaded_when_asked(word: str, command: Command) -> Callable[[typer.Context], None]:
    def answer(context: typer.Context) -> None:
        if command.file not in _WITHOUT_ARROW:
            leave_pandas_out()
        found = getattr(import_module(f"schakel.cli.{command.file}"), command.name)
        application = found if isinstance(found, typer.Typer) else _of_one(found)
        # An application of its own for the rest of the line, so that its help and its complaints name `schakel WORD`.
        application(args=context.args, prog_name=f"schakel {word}")

    return answer


def _of_one(function: Callable[..., None]) -> typer.Typer:
    application = typer.Typer(add_completion=False)
    application.command()(function)
    return application


for heading, commands in COMMANDS.items():
    for word, command in commands.items():
        added = app.command(
            word, context_settings=_ALL_TO_THE_COMMAND, short_help=command.summary, rich_help_panel=heading
        )
        added(_loaded_when_asked(word, command))


def main() -> None:
    """Run the command line; report a defect of our own in a sentence too, and keep its traceback in a file."""
    # Our matrices are small: linear-algebra threads would spend more time waiting for each other than computing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collect_seldom()
    if not _stands_somewhere():
        _say("the folder that you are in no longer exists; change to another one and try again")
        sys.exit(1)
    try:
        app(prog_name="schakel")
    except SystemExit as ended:
        if ended.code:
            raise
        _end_at_once()
    # Not what ends a program on purpose: the exit code of a command, or Ctrl-C.
    except Exception as error:
        _say(_refused(error) or f"Schakel itself failed ({type(error).__name__}); {_kept(error)}.")
        sys.exit(1)


def _end_at_once() -> None:
    """End a command that succeeded, as `multiprocessing` ends its processes: in order, without looking for garbage.

    Python would look at everything that was imported first, and take a third of a second of every command for that.
    """
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read along has left
        os._exit(1)
    except OSError as error:
        _say(_refused(error) or str(error))
        os._exit(1)
    os._exit(0)


def _refused(error: Exception) -> str:
    """What the machine says where it refuses what a command tells, or we of what was asked; empty of a defect."""
    from schakel_base.disk import REFUSALS
    from schakel_base.errors import SchakelError

    if isinstance(error, SchakelError):  # raised before the command began to answer
        return "\n".join(map(str, error.faults))
    return REFUSALS.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def _stands_somewhere() -> bool:
    try:
        return Path.cwd().is_dir()
    except FileNotFoundError:
        return False


def _kept(error: Exception) -> str:
    """Keep the details of a defect, if the disk takes them, and say where."""
    try:
        with NamedTemporaryFile("w", prefix="schakel-", suffix=".txt", delete=False) as file:
            file.write(without_values(error))
    except OSError:
        return "its details could not be written, because the disk is full or closed to you"
    return f"the details are in {file.name}"


def _say(sentence: str) -> None:
    ERRORS.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
