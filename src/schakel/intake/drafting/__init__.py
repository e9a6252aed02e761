"""A contract is drafted from a file: what is seen in it is written down, and what only people know is left blank."""

from schakel.intake.drafting.drafted import Draft, draft

__all__ = ["Draft", "draft"]
