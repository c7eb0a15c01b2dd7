"""What can go wrong between a program and a farm."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class FarmError(Exception):
    """Whatever this package raises about a farm."""


class Refused(FarmError):
    """The farm understood the request and will not do it."""

    def __init__(
        self, code: str, message: str, field: str = "", value: str = "", limit: str = "",
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(message or code)
        #: Stable, for programs; docs/PROTOCOL.md lists them.
        self.code = code
        #: For people: what happened and the remedy.
        self.message = message
        #: What broke a bound, as a path: ``submit.film.width``; empty where none did.
        self.field = field
        self.value = value
        self.limit = limit
        #: Seconds after which trying again may help; None where it cannot.
        self.retry_after = retry_after

    @classmethod
    def from_json(cls, refusal: Mapping[str, Any]) -> Refused:
        wait = refusal.get("retryAfterMs")
        return cls(
            str(refusal.get("code", "")), str(refusal.get("message", "")),
            str(refusal.get("field", "")), str(refusal.get("value", "")),
            str(refusal.get("limit", "")), None if wait is None else int(wait) / 1000)


class NoFarm(FarmError):
    """The data folder names no farm or holds no usable key."""


class TokenError(FarmError):
    """The text is no usable join token."""


class Unreachable(FarmError, ConnectionError):
    """Nobody listens at the farm's address."""


class KeyRefused(FarmError):
    """The farm does not know this key."""


class HandshakeFailed(FarmError, ConnectionError):
    """Somebody listens who does not prove to be this farm."""


class Silent(FarmError, TimeoutError):
    """Connected, but there was no answer in time."""


class Unexpected(FarmError):
    """An answer that does not fit the question or cannot be read."""


class Damaged(FarmError):
    """The bytes that came are not those that were promised."""


class JobFailed(FarmError):
    """The job that was waited for failed."""

    def __init__(self, job: int, code: str, message: str, retry_worthwhile: bool) -> None:
        super().__init__(f"job {job} failed: {message}")
        self.job = job
        self.code = code
        self.message = message
        self.retry_worthwhile = retry_worthwhile


class JobCancelled(FarmError):
    """The job that was waited for was cancelled."""

    def __init__(self, job: int) -> None:
        super().__init__(f"job {job} was cancelled")
        self.job = job
