"""The archive of deliveries, append-only; the tables as Parquet; the engine."""

from schakel.store.archive import archived
from schakel.store.catalogue import Catalogue
from schakel.store.engine import connect, run_step
from schakel.store.secret import ENVIRONMENT
from schakel.store.workspace import Workspace

__all__ = ["ENVIRONMENT", "Catalogue", "Workspace", "archived", "connect", "run_step"]
