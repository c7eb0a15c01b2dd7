"""A watch: events on their way from the client's thread to whoever iterates."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from typing import Any, Callable, Deque, Dict, Optional

from .errors import FarmError
from .model import Event, Progressed


class Watch:
    """Shared by two threads: the client's fills it, the reader empties it.

    Never holds more events than it granted credit for; what is read is granted again.
    """

    def __init__(
        self, number: int, job: Optional[int], after: int, credit: int, patience: float,
        grant: Callable[[int, int], None],
    ) -> None:
        self.number = number
        self.job = job
        self.patience = patience
        self._window = credit
        self._grant = grant
        self._lock = threading.Lock()
        self._events: Deque[Event] = deque()
        self._read = 0
        self._last_sequence = after
        self._is_over = False
        self._error: Optional[BaseException] = None
        self._waiter: Optional[Future[None]] = None
        # The client's thread alone uses what follows.
        self.is_confirmed = False
        self.next_sending = 0.0
        self.unconfirmed_since = 0.0

    @property
    def request(self) -> Dict[str, Any]:
        """Asks for the events after the last one seen, as many as there is room for."""
        with self._lock:
            credit = max(1, self._window - len(self._events))
            watch = {"job": self.job, "afterSequence": self._last_sequence, "credit": credit}
            return {"watch": watch if self.job is not None else {"credit": credit}}

    def take(self, event: Event) -> bool:
        """Hands an event on, once; True when it was the last."""
        with self._lock:
            if self.job is not None:
                # Progress carries the number of the event before it.
                if not isinstance(event, Progressed) and event.sequence <= self._last_sequence:
                    return False
                self._last_sequence = max(self._last_sequence, event.sequence)
                self._is_over = event.is_final
            self._events.append(event)
            waiter = self._take_waiter()
        notify(waiter)
        return self._is_over

    def finish(self, error: Optional[FarmError] = None) -> None:
        with self._lock:
            self._is_over = True
            self._error = error
            waiter = self._take_waiter()
        notify(waiter)

    def ready(self) -> Future[None]:
        """Done once ``pop`` has something to tell; one reader at a time."""
        with self._lock:
            waiter: Future[None] = Future()
            if self._events or self._is_over:
                waiter.set_result(None)
            else:
                self._waiter = waiter
        return waiter

    def pop(self) -> Optional[Event]:
        """The next event; None when the watch is over."""
        grant = 0
        with self._lock:
            if not self._events:
                error, self._error = self._error, None
                if error is not None:
                    raise error
                return None
            event = self._events.popleft()
            self._read += 1
            if self._read >= max(1, self._window // 2):
                grant, self._read = self._read, 0
        if grant:
            self._grant(self.number, grant)
        return event

    def _take_waiter(self) -> Optional[Future[None]]:
        waiter, self._waiter = self._waiter, None
        return waiter


def notify(waiter: Optional[Future[None]]) -> None:
    if waiter is not None and waiter.set_running_or_notify_cancel():
        waiter.set_result(None)
