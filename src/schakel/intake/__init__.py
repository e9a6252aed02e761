"""A file arrives: archived whole, checked against its contract, answered with a receipt."""

from schakel.intake.arriving import arriving
from schakel.intake.arriving_file import ArrivingFile
from schakel.intake.checks_in_force import require_new_version
from schakel.intake.in_force import known_deliveries, rows_in_force, rows_known, rows_of_edition
from schakel.intake.locked import StandingWorkbench
from schakel.intake.mended import mended_since, rows_left, with_the_same_rows
from schakel.intake.receipt_text import receipt_text
from schakel.intake.replaying import replay
from schakel.intake.rows_again import rows_again
from schakel.intake.taking_in import Arrival, take_in
from schakel.intake.together import take_in_together
from schakel.intake.trying_out import try_out
from schakel.store.receipt_record import receipt_record

__all__ = [
    "Arrival",
    "ArrivingFile",
    "StandingWorkbench",
    "arriving",
    "known_deliveries",
    "mended_since",
    "receipt_record",
    "receipt_text",
    "replay",
    "require_new_version",
    "rows_again",
    "rows_in_force",
    "rows_known",
    "rows_left",
    "rows_of_edition",
    "take_in",
    "take_in_together",
    "try_out",
    "with_the_same_rows",
]
