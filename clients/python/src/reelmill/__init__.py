"""Asks a Reelmill farm for films, follows them and fetches them.

``Farm`` for plain programs, ``AsyncFarm`` for asyncio: the same verbs. See clients/python/README.md.
"""

from ._aio import AsyncEvents, AsyncFarm
from ._farm import Events, Farm
from .errors import (
    Damaged,
    FarmError,
    HandshakeFailed,
    JobCancelled,
    JobFailed,
    KeyRefused,
    NoFarm,
    Refused,
    Silent,
    TokenError,
    Unexpected,
    Unreachable,
)
from .model import (
    Attempt,
    AttemptEnded,
    Cancelled,
    Chunk,
    ChunkStored,
    Completed,
    Download,
    Event,
    Explanation,
    Failed,
    Failure,
    FarmStatus,
    Film,
    Identity,
    Job,
    JobPage,
    JoinToken,
    MediaPart,
    Note,
    PhaseChanged,
    Progress,
    Progressed,
    Submission,
    TaskExplanation,
    UnknownEvent,
    Welcome,
    Worker,
)

__version__ = "0.1.0"

__all__ = [
    "AsyncEvents", "AsyncFarm", "Attempt", "AttemptEnded", "Cancelled", "Chunk", "ChunkStored",
    "Completed", "Damaged", "Download", "Event", "Events", "Explanation", "Failed", "Failure", "Farm",
    "FarmError", "FarmStatus", "Film", "HandshakeFailed", "Identity", "Job", "JobCancelled",
    "JobFailed", "JobPage", "JoinToken", "KeyRefused", "MediaPart", "NoFarm", "Note",
    "PhaseChanged", "Progress", "Progressed", "Refused", "Silent", "Submission",
    "TaskExplanation", "TokenError", "Unexpected", "UnknownEvent", "Unreachable", "Welcome",
    "Worker",
]
