"""Suppression: the cheapest cells to hide so that no cell that needs protection can be computed."""

from schakel_protection.suppression.attacked import suppress_and_attack
from schakel_protection.suppression.estimate import estimated_seconds
from schakel_protection.suppression.exact import suppress_exactly
from schakel_protection.suppression.problem import Wishes, wish
from schakel_protection.suppression.respondents import singletons
from schakel_protection.suppression.search import suppress

__all__ = ["Wishes", "estimated_seconds", "singletons", "suppress", "suppress_and_attack", "suppress_exactly", "wish"]
