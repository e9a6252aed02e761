"""Commands that a room answers itself: with several words of their own, or for files of one's own without an alliance.

What a room needs takes longer to load than all other verbs, so it is loaded when its command is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import typer


@dataclass(frozen=True)
class HandedOver:
    """A command: its name, the module and the application in it that answer, and what it does in one line."""

    name: str
    module: str
    summary: str
    application: str = "app"


HANDED_OVER = (
    HandedOver(
        "protect",
        "schakel_protection.standalone.command",
        "Protect a table of your own, attack it, print what may leave.",
    ),
    HandedOver("output-check", "schakel.disclosure.output_command", "May this output of research leave?"),
    HandedOver(
        "pseudonymise",
        "schakel.identity.command",
        "Put pseudonyms in the place of identifiers, on your own side.",
        "pseudonymising",
    ),
    HandedOver("reverse", "schakel.identity.command", "Turn reversible pseudonyms back, by two persons.", "reversing"),
    HandedOver(
        "prevalence",
        "schakel_prevalence.command",
        "Estimate the size of a hidden population, or refuse to, with the reasons.",
    ),
    HandedOver(
        "sentencing",
        "schakel_judgments.command",
        "Read judgments, compute demands by a guideline, model sentences.",
    ),
    HandedOver(
        "link",
        "schakel.identity.link_command",
        "Tell which records of a file are of one person, by a model.",
    ),
    HandedOver(
        "recidivism",
        "schakel_recidivism.command",
        "How many reoffend, how often and how soon, from files of your own.",
    ),
    HandedOver(
        "judge",
        "schakel.verbs.judge_command",
        "Judge whether records are of one person; who was who on a day.",
    ),
    HandedOver(
        "alike",
        "schakel.verbs.alike_command",
        "List units that are likely one though their numbers differ; decide.",
    ),
    HandedOver(
        "keys",
        "schakel.verbs.keys_command",
        "The keys of products' pseudonyms, and the seal of the intake zone.",
    ),
)

_ALL_TO_THE_ROOM = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def hand_over(app: typer.Typer) -> None:
    """Add the commands to the application of all verbs."""
    for one in HANDED_OVER:
        app.command(one.name, context_settings=_ALL_TO_THE_ROOM, short_help=one.summary)(_answered_by(one))


def _answered_by(one: HandedOver) -> Callable[[typer.Context], None]:
    def answer(context: typer.Context) -> None:
        application = getattr(import_module(one.module), one.application)
        application(args=context.args, prog_name=f"schakel {one.name}")

    return answer
