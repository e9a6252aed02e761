"""One request to a service, and patience: what fails for the moment is asked again, a little later each time.

A service that is busy says how long to wait; what it cannot do, it says by a number that waiting does not change.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from importlib.metadata import version
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from schakel_base.errors import DeliveryError, Fault

WAITS = (2.0, 10.0, 30.0)
"""Seconds before each further attempt, where the service names no time itself."""
LONGEST_WAIT = 300.0
FOR_THE_MOMENT = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
GO_ON = "run again to go on"

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class RetryPolicy:
    """How requests are made: how patiently, and how often again.

    Parameters
    ----------
    pause
        Seconds before every request, the first included.
    timeout
        Seconds for an answer.
    waits
        Seconds before each further attempt, where the service names no time itself.
    sleep
        What waits; tests give one that only notes how long.
    """

    pause: float = 0.5
    timeout: float = 60.0
    waits: tuple[float, ...] = WAITS
    sleep: Callable[[float], None] = field(default=time.sleep)

    def ask(self, address: str, read: Callable[[bytes], Answer]) -> Answer | None:
        """Return what `read` makes of the answer, or None if there is nothing (any more) at this address.

        Parameters
        ----------
        address
            The whole address, with its parameters.
        read
            Makes something of the bytes; a `DeliveryError` from it is answered by asking again.

        Raises
        ------
        DeliveryError
            If the service does not answer, or not with what can be read, however often it is asked.
        """
        # The last attempt is outside the loop: after it there is nothing to wait for.
        for wait in self.waits:
            try:
                return self._once(address, read)
            except _MomentaryError as momentary:
                self._wait(wait if momentary.wait is None else momentary.wait)
        try:
            return self._once(address, read)
        except _MomentaryError as momentary:
            raise momentary.failure from None

    def _once(self, address: str, read: Callable[[bytes], Answer]) -> Answer | None:
        self.sleep(self.pause)
        request = Request(address, headers={"User-Agent": f"schakel-judgments/{version('schakel-judgments')}"})
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                content: bytes = answer.read()
        except HTTPError as error:
            if error.code in GONE:
                return None
            failure = _failure(f"The service answered {error.code} to {address}; {GO_ON}.")
            if error.code not in FOR_THE_MOMENT:
                raise failure from None
            raise _MomentaryError(failure, _asked_to_wait(error.headers.get("Retry-After", ""))) from None
        except (URLError, HTTPException, OSError) as error:
            raise _MomentaryError(_failure(f"The service did not answer ({_reason(error)}); {GO_ON}.")) from None
        return _read(content, read)

    def _wait(self, seconds: float) -> None:
        if seconds > LONGEST_WAIT:
            raise _failure(f"The service asks to wait {seconds:.0f} seconds; run again after that to go on.")
        self.sleep(seconds)


class _MomentaryError(Exception):
    """A failure that may be over a little later; `wait` is what the service asks for."""

    def __init__(self, failure: DeliveryError, wait: float | None = None) -> None:
        super().__init__()
        self.failure, self.wait = failure, wait


def _read(content: bytes, read: Callable[[bytes], Answer]) -> Answer:
    """Read an answer; one that was cut off may come whole the next time."""
    try:
        return read(content)
    except DeliveryError as error:
        raise _MomentaryError(error) from None


def _failure(sentence: str) -> DeliveryError:
    return DeliveryError(Fault(sentence))


def _reason(error: Exception) -> str:
    """What went wrong in a few words: of a body that was cut off, how much of it came."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    return str(getattr(error, "reason", error)) or type(error).__name__


def _asked_to_wait(text: str) -> float | None:
    """The seconds in a `Retry-After`, which is a number or a moment; None where it says neither."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo or UTC)).total_seconds())
