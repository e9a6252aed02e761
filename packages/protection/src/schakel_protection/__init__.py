"""Statistical disclosure control for tables: suppress or round them, then attack what is shown.

A table is a set of linear equations, so totals, hierarchies, linked tables, printed shares and earlier releases are
the same thing to an attacker: known sums over unknown cells. Every method here ends with that attack, by code of its
own; a table that does not survive it is an `ExposureError`, never a result.

Examples
--------
From a data frame to a table that may leave:

>>> from schakel_protection import protect_data
>>> frame = {"region": ["N", "N", "S", "S"], "form": ["a", "b", "a", "b"], "n": [1, 20, 30, 40]}
>>> asked = {"dimensions": {"region": {}, "form": {}}, "count": "n", "profile": "alliance"}
>>> protect_data(frame, asked).as_columns()["value"]
[91.0, 31.0, 60.0, 21.0, None, None, 70.0, None, None]

Step by step, on equations of your own:

>>> from schakel_protection import find_profile
>>> from schakel_protection.releases import ProposedRelease, protect_release
>>> from schakel_protection.tables import cross, flat
>>> table = cross([flat("region", ["N", "S"])], {("N",): 1, ("S",): 30}).equations
>>> shown = protect_release(ProposedRelease(table), find_profile("round-5-additive"))
>>> shown.values.tolist(), shown.audit.exposed
([30.0, 0.0, 30.0], ())
"""

from schakel_protection.attack.audit import ExposureError, audit
from schakel_protection.information import InformationKept
from schakel_protection.output.checks import judge_output
from schakel_protection.profiles import Profile, find_profile
from schakel_protection.protect_data import protect_data, protect_tables
from schakel_protection.solver import EffortError

__all__ = [
    "EffortError",
    "ExposureError",
    "InformationKept",
    "Profile",
    "audit",
    "find_profile",
    "judge_output",
    "protect_data",
    "protect_tables",
]
