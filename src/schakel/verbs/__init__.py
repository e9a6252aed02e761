"""The verbs of Schakel, as functions: what the command line says, a program can call.

Each verb takes the folder of an alliance and works in its workspace, `.schakel` inside that folder, which is never
committed: the archive of deliveries, the editions built from them, the access log.
"""

from schakel.indicators.open_edition import tables_of
from schakel.verbs.access_requests import answer_access_request
from schakel.verbs.assessing_impact import dpia
from schakel.verbs.building import Built, build
from schakel.verbs.checking_log import accesses, verify_log
from schakel.verbs.coarsening import coarsen
from schakel.verbs.comparing import compare_schemes
from schakel.verbs.comparing_figures import compare
from schakel.verbs.delivering import deliver, deliver_shipped, replay, simulate
from schakel.verbs.drafting import draft_contract
from schakel.verbs.expiring import expire
from schakel.verbs.extracting import Extract, extract, extract_synthetic
from schakel.verbs.publishing import publish
from schakel.verbs.reporting import report
from schakel.verbs.running import run
from schakel.verbs.tracing import Trace, trace
from schakel.verbs.watching import watch_once
from schakel.verbs.withdrawing import withdraw

__all__ = [
    "Built",
    "Extract",
    "Trace",
    "accesses",
    "answer_access_request",
    "build",
    "coarsen",
    "compare",
    "compare_schemes",
    "deliver",
    "deliver_shipped",
    "dpia",
    "draft_contract",
    "expire",
    "extract",
    "extract_synthetic",
    "publish",
    "replay",
    "report",
    "run",
    "simulate",
    "tables_of",
    "trace",
    "verify_log",
    "watch_once",
    "withdraw",
]
