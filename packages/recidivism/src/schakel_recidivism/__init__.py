"""Recidivism: how many persons have a new case, how often and how soon, as an estimate or a refusal.

`risk_tables` makes counts of an event table; `kaplan_meier`, `aalen_johansen` and `logrank` need nothing else.
"""

from schakel_recidivism.curves import Curve, aalen_johansen, kaplan_meier
from schakel_recidivism.follow_ups import FollowUps
from schakel_recidivism.logrank import logrank
from schakel_recidivism.models import Fit, fit
from schakel_recidivism.risk_table import RiskTable, risk_tables

__all__ = ["Curve", "Fit", "FollowUps", "RiskTable", "aalen_johansen", "fit", "kaplan_meier", "logrank", "risk_tables"]
