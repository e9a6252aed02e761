"""How long work reports progress: the current step, and the share that is done (0 to 1).

What is said deep inside a search reaches whoever listens outside, without being handed through all that lies between.
From shares that are said follows how long the rest takes: as long for each part as the parts before it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from schakel_base.errors import Fault, message

Told: TypeAlias = str | Fault
"""What is done now: a message, with its fields where it has places for them."""
Progress = Callable[[Told, float], None]


def silent(_what: Told, _share: float) -> None:
    """Say nothing."""


_LISTENING: ContextVar[Progress] = ContextVar("listening", default=silent)


@contextmanager
def telling(progress: Progress) -> Iterator[None]:
    """Send the progress inside the block to `progress`."""
    before = _LISTENING.set(progress)
    try:
        yield
    finally:
        _LISTENING.reset(before)


def tell(what: Told, share: float) -> None:
    """Tell the listener what is done now, and which share of it."""
    _LISTENING.get()(what, share)


@contextmanager
def a_part(start: float, end: float) -> Iterator[None]:
    """Let what is told inside be a part of the whole, from one share of it to another."""
    whole = _LISTENING.get()
    with telling(lambda what, share: whole(what, start + (end - start) * share)):
        yield


@dataclass
class Pace:
    """How long what is done now will take yet, by how long the share took that is done.

    `now` is a clock in seconds.
    """

    now: Callable[[], float] = monotonic
    _what: Told = ""
    _begun: tuple[float, float] = (0.0, 0.0)
    _last: float = 0.0

    def said(self, what: Told, share: float) -> tuple[Fault, ...]:
        """Return what is done now, and about how long the rest of it takes where that is known."""
        left, doing = self.left(what, share), what if isinstance(what, Fault) else Fault(what)
        return (doing,) if left is None else (doing, Fault(_LEFT, fields={"seconds": round(max(left, 1))}))

    def left(self, what: Told, share: float) -> float | None:
        """Return the seconds that are left of it, about; None while too little is done to say.

        Parameters
        ----------
        what, share
            As they are told. What has another name, or begins again, is timed anew.
        """
        if what != self._what or share < self._last:
            self._what, self._begun = what, (self.now(), share)
        self._last = share
        begun, first = self._begun
        taken, done = self.now() - begun, share - first
        return taken / done * (1 - share) if taken >= _ENOUGH_SECONDS and done >= _ENOUGH_DONE else None


_LEFT = message("about {seconds} s left")
_ENOUGH_SECONDS, _ENOUGH_DONE = 0.5, 0.02
"""What must have passed, and be done, before the pace is judged by it."""
