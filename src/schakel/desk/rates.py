"""How often somebody may ask: so many requests at once and as many each minute; fewer of what is dear.

What a person or a token may is for whoever works there, and ends a script that runs wild; what an address may is for an
office of hundreds behind one. Counted in memory, since one process answers for a desk: no request asks the database for
it, and a restart begins anew.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock

from schakel_base.errors import RequestError

MINUTE = 60.0
_SLIVER = 1e-6
"""Seconds that sums of fractions may be off."""
_FEW = 10_000
"""So many who asked within the last minute are held before anybody is looked for who did not."""


class TooManyError(RequestError):
    """Somebody asked too often; `wait` says for how many seconds they wait, 0 where nobody knows."""

    wait = 0


class TooManyRequestsError(TooManyError):
    """Somebody made more requests than they may."""

    def __init__(self, wait: int) -> None:
        super().__init__("too many requests; wait {number} seconds and try again", number=wait)
        self.wait = wait


@dataclass(frozen=True)
class Rate:
    """How many requests of a kind a minute, of a person or token, and of an address."""

    kind: str
    of_person: int
    of_address: int


ALL = Rate("all", 600, 6_000)
DEAR = Rate("dear", 60, 600)
"""Of what makes work or reads much: files and jobs, searches of the access log, exports."""


class Rates:
    """Counts who asked how often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        # When all that somebody may ask at once is theirs again.
        self._whole = dict[str, float]()
        self._most = _FEW

    def count(self, who: str, a_minute: int) -> None:
        """Count a request.

        Raises
        ------
        TooManyRequestsError
            If it is one too many; then it is not counted.
        """
        at = self._clock()
        with self._lock:
            whole = max(self._whole.get(who, at), at) + MINUTE / a_minute
            if whole - at > MINUTE + _SLIVER:
                # Not one: no language here has a word for one second.
                raise TooManyRequestsError(max(2, ceil(whole - at - MINUTE)))
            self._whole[who] = whole
            if len(self._whole) > self._most:
                self._forget(at)

    def _forget(self, at: float) -> None:
        self._whole = {who: whole for who, whole in self._whole.items() if whole > at}
        self._most = max(_FEW, 2 * len(self._whole))
