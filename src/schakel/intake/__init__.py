"""A file arrives: archived whole, checked against its contract, answered with a receipt."""

from schakel.intake.locked import Workbench, open_workbench
from schakel.intake.receipt_text import receipt_text
from schakel.intake.replaying import replay
from schakel.intake.taking_in import take_in
from schakel.store.receipt_record import receipt_record

__all__ = ["Workbench", "open_workbench", "receipt_record", "receipt_text", "replay", "take_in"]
