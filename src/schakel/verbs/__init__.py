"""The verbs of Schakel, as functions: the commands, for programs to call.

Each verb takes the folder of an alliance and works in its workspace, `.schakel` inside that folder, which is never
committed: the archive of deliveries, the editions built from them, the access log.

A verb is loaded when it is first asked for: what takes in a delivery does without all that protects and publishes.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schakel.verbs.access_requests import answer_access_request as answer_access_request
    from schakel.verbs.answering import write_answer as write_answer
    from schakel.verbs.asking import ask as ask
    from schakel.verbs.asking import foresee as foresee
    from schakel.verbs.asking import offered_under as offered_under
    from schakel.verbs.assessing_impact import dpia as dpia
    from schakel.verbs.building import Built as Built
    from schakel.verbs.building import build as build
    from schakel.verbs.checking_log import accesses as accesses
    from schakel.verbs.checking_log import verify_log as verify_log
    from schakel.verbs.coarsening import coarsen as coarsen
    from schakel.verbs.comparing import compare_schemes as compare_schemes
    from schakel.verbs.comparing_figures import compare as compare
    from schakel.verbs.delivering import deliver as deliver
    from schakel.verbs.delivering import deliver_shipped as deliver_shipped
    from schakel.verbs.delivering import replay as replay
    from schakel.verbs.delivering import simulate as simulate
    from schakel.verbs.drafting import contract_in_full as contract_in_full
    from schakel.verbs.drafting import draft_contract as draft_contract
    from schakel.verbs.erasing import expire as expire
    from schakel.verbs.extracting import Extract as Extract
    from schakel.verbs.extracting import extract as extract
    from schakel.verbs.extracting import extract_synthetic as extract_synthetic
    from schakel.verbs.gate import let_out as let_out
    from schakel.verbs.opening_epochs import open_epoch as open_epoch
    from schakel.verbs.publishing import propose as propose
    from schakel.verbs.publishing import publish as publish
    from schakel.verbs.reporting import report as report
    from schakel.verbs.running import run as run
    from schakel.verbs.tracing import Trace as Trace
    from schakel.verbs.tracing import trace as trace
    from schakel.verbs.watching import watch_declared as watch_declared
    from schakel.verbs.watching import watch_once as watch_once
    from schakel.verbs.withdrawing import withdraw as withdraw

_IMPORT = re.compile(r"^    from (schakel\.verbs\.\w+) import (\w+)", re.MULTILINE)
_PLACE_OF = {name: place for place, name in _IMPORT.findall(Path(__file__).read_text("utf-8"))}
"""The module of each verb: the imports above are read, so that they are written once."""
__all__ = sorted(_PLACE_OF)


def __getattr__(name: str) -> object:
    if name not in _PLACE_OF:
        raise AttributeError(f"there is no verb {name}")
    return getattr(import_module(_PLACE_OF[name]), name)
