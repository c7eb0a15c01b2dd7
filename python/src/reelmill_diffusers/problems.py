"""What can go wrong, in the words of the protocol."""

from __future__ import annotations

# Code, and whether asking again (elsewhere, later, with another seed) can succeed.
RETRYABLE = {
    "out_of_memory": True,
    "nan_frames": True,
    "black_frames": True,
    "internal": True,
    "cancelled": False,
    "bad_model": False,
    "unknown_family": False,
    "bad_request": False,
    "bad_memory": False,
    "bad_message": False,
    "bad_version": False,
    "no_torch": False,
}

ADVICE = ("smaller_shape", "fp8", "offload_model", "offload_group", "other_worker", "other_seed")


class Problem(Exception):
    """A request that failed; the process goes on."""

    def __init__(self, code: str, message: str, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.advice = advice

    @property
    def retryable(self) -> bool:
        return RETRYABLE[self.code]


class Cancelled(Exception):
    """Nobody wants the generation any more."""
