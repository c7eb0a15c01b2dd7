"""What a farm speaks of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Iterator, Literal, Mapping, Optional, Tuple, Union


@dataclass(frozen=True)
class Chunk:
    """A piece of a film: ``index`` counts through the whole track, from 0."""

    track: Literal["video", "audio"]
    index: int


#: A file of a job.
MediaPart = Union[Literal["film", "poster", "contact_sheet"], Chunk]


@dataclass(frozen=True)
class Film:
    """The files of a finished job, each named by the SHA-256 of its bytes."""

    video: bytes
    byte_count: int
    frame_count: int
    poster: Optional[bytes]
    contact_sheet: Optional[bytes]


@dataclass(frozen=True)
class Failure:
    code: str
    message: str
    retry_worthwhile: bool


@dataclass(frozen=True)
class Progress:
    #: 0 to 1.
    fraction: float
    #: 0 where it does not apply.
    frames_per_second: float
    #: Seconds; None while unknown.
    remaining: Optional[float]


@dataclass(frozen=True)
class Submission:
    """A job that is on disk, or several."""

    job: int
    #: True where this key had made the job before.
    repeated: bool
    #: Submitting with it again gives the same job.
    key: str
    #: Jobs that were made, numbered from ``job`` on.
    count: int

    @property
    def jobs(self) -> range:
        """The numbers of all jobs that were made."""
        return range(self.job, self.job + self.count)


@dataclass(frozen=True)
class Job:
    """A job as the farm sees it now."""

    id: int
    account: str
    title: str
    priority: int
    #: ``queued``, ``running``, ``assembling``, ``completed``, ``failed`` or ``cancelled``.
    state: str
    film: Optional[Film]
    failure: Optional[Failure]
    film_seconds: float
    width: int
    height: int
    engine: str
    submitted: datetime
    started: Optional[datetime]
    finished: Optional[datetime]
    progress: Progress
    completed_tasks: int
    total_tasks: int
    #: Video chunks that can be played from the film's first frame on.
    playable_chunks: int
    #: What stands still and keeps its tasks from beginning: ``job``, ``account`` or ``farm``, or None.
    paused: Optional[str]
    labels: Mapping[str, str]
    #: As it was submitted; None: the farm's number.
    maximum_attempts: Optional[int]
    #: Seconds that one attempt at a task may take; None: any time.
    attempt_timeout: Optional[float]
    #: How often it was taken up again.
    requeues: int
    #: Jobs that must be completed first.
    after: Tuple[int, ...]
    #: Its place among the jobs it was submitted with, from 0; None for a job by itself.
    array_index: Optional[int]
    array_count: Optional[int]

    @property
    def is_over(self) -> bool:
        return self.state in ("completed", "failed", "cancelled")


@dataclass(frozen=True)
class JobPage:
    """Some of the jobs, newest first; ``next`` is the ``after`` of the page that follows."""

    jobs: Tuple[Job, ...]
    next: Optional[int]

    def __iter__(self) -> Iterator[Job]:
        return iter(self.jobs)

    def __len__(self) -> int:
        return len(self.jobs)


@dataclass(frozen=True)
class Attempt:
    """A try at a task."""

    number: int
    worker: str
    started: datetime
    #: None while it goes on.
    ended: Optional[datetime]
    #: ``running``, ``completed``, ``failed``, ``lost``, ``returned`` or ``moot`` (its job ended first).
    ending: str
    #: With ``failed``.
    failure: Optional[Failure]


@dataclass(frozen=True)
class TaskExplanation:
    task: int
    step: str
    state: str
    attempt: int
    worker: Optional[str]
    #: Why the task waits, or what happened to it.
    reason: str
    attempts: Tuple[Attempt, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a job is where it is."""

    job: int
    summary: str
    tasks: Tuple[TaskExplanation, ...]


@dataclass(frozen=True)
class Worker:
    id: int
    name: str
    engines: Tuple[str, ...]
    slots: int
    threads: int
    tags: Tuple[str, ...]
    gpu_memory: int
    speed: float
    #: ``working``, ``draining`` or ``suspended``.
    state: str
    running_tasks: int
    #: Why it is suspended or who drained it; empty otherwise.
    reason: str
    #: When a suspended one is tried again; None where only an operator's word releases it.
    until: Optional[datetime]


@dataclass(frozen=True)
class FarmStatus:
    server: str
    started: datetime
    queued_jobs: int
    running_jobs: int
    finished_jobs: int
    waiting_tasks: int
    running_tasks: int
    workers: int
    slots: int
    depot_bytes: int
    malformed_messages: int


@dataclass(frozen=True)
class Identity:
    """Whom the farm takes a key for."""

    name: str
    #: ``client``, ``worker``, ``gateway``, ``operator`` or ``joiner``.
    role: str
    account: str


@dataclass(frozen=True)
class Welcome:
    server: str
    identity: Identity
    media_port: int


@dataclass(frozen=True)
class JoinToken:
    """One line of text that lets somebody join once: keep it secret."""

    text: str
    expiry: datetime


@dataclass(frozen=True)
class Download:
    """A file that arrived whole."""

    path: str
    byte_count: int
    sha256: bytes


@dataclass(frozen=True)
class Event:
    """Something happened to a job."""

    #: Grows within a job; progress carries the number of the event before it.
    sequence: int
    job: int
    at: datetime

    #: Whether nothing follows.
    is_final: ClassVar[bool] = False


@dataclass(frozen=True)
class PhaseChanged(Event):
    #: ``queued``, ``running`` or ``assembling``.
    phase: str


@dataclass(frozen=True)
class Progressed(Event):
    progress: Progress


@dataclass(frozen=True)
class ChunkStored(Event):
    """A piece of the film is stored."""

    track: str
    task: int
    #: Position within its task.
    index: int
    #: 0 for sound.
    frame_count: int
    #: Pieces of the track that can be fetched now and played from the start.
    playable: int


@dataclass(frozen=True)
class AttemptEnded(Event):
    """A try at a task ended without success; it will be tried again."""

    step: str
    worker: str
    attempt: int
    #: ``failed``, ``lost`` (the worker fell silent) or ``returned`` (nobody is at fault).
    ending: str
    #: With ``failed``.
    failure: Optional[Failure]


@dataclass(frozen=True)
class Note(Event):
    """For people."""

    text: str


@dataclass(frozen=True)
class Completed(Event):
    film: Film
    is_final: ClassVar[bool] = True


@dataclass(frozen=True)
class Failed(Event):
    failure: Failure
    is_final: ClassVar[bool] = True


@dataclass(frozen=True)
class Cancelled(Event):
    is_final: ClassVar[bool] = True


@dataclass(frozen=True)
class UnknownEvent(Event):
    """An event of a newer farm, as it came."""

    content: Mapping[str, Any]
