"""A file arrives: archived whole, checked against its contract, answered with a receipt."""

from schakel.intake.in_force import accepted_tables, in_force_step, known_deliveries
from schakel.intake.receipt_text import receipt_text
from schakel.intake.replaying import replay
from schakel.intake.taking_in import Arrival, take_in
from schakel.intake.together import take_in_together
from schakel.store.receipt_record import receipt_record

__all__ = [
    "Arrival",
    "accepted_tables",
    "in_force_step",
    "known_deliveries",
    "receipt_record",
    "receipt_text",
    "replay",
    "take_in",
    "take_in_together",
]
