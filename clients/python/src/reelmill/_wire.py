"""Between the proto3 JSON form of the client port and values (docs/PROTOCOL.md)."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, Optional

from .errors import Unexpected
from .model import (
    Attempt,
    AttemptEnded,
    Cancelled,
    Chunk,
    ChunkStored,
    Completed,
    Event,
    Explanation,
    Failed,
    Failure,
    FarmStatus,
    Film,
    Identity,
    Job,
    JobPage,
    MediaPart,
    Note,
    PhaseChanged,
    Progress,
    Progressed,
    TaskExplanation,
    UnknownEvent,
    Worker,
)

VERSION = 1

#: What proto3 JSON reads into: absent fields have their default.
JSON = Mapping[str, Any]


def request(correlation: int, body: JSON) -> bytes:
    """One frame; absent (None) fields of the body are left out."""
    message = {"version": VERSION, "correlation": correlation, **body}
    return json.dumps(present(message), ensure_ascii=False, separators=(",", ":")).encode()


def present(fields: JSON) -> Dict[str, Any]:
    """The fields that are not None, at every depth."""
    return {
        name: present(value) if isinstance(value, Mapping) else value
        for name, value in fields.items()
        if value is not None
    }


def reply(frame: bytes) -> JSON:
    try:
        message = json.loads(frame)
    except ValueError as error:
        raise Unexpected(f"the farm's answer cannot be read: {error}") from error
    if not isinstance(message, dict):
        raise Unexpected("the farm's answer is not a message")
    return message


def correlation(message: JSON) -> int:
    return int(message.get("correlation", 0))


def media_part(part: MediaPart) -> JSON:
    if isinstance(part, Chunk):
        return {"chunk": {"track": part.track, "index": part.index}}
    names = {"film": "film", "poster": "poster", "contact_sheet": "contactSheet"}
    if part not in names:
        raise ValueError(f"{part!r} is no part of a job: choose one of {', '.join(names)}, or a Chunk")
    return {names[part]: {}}


def instant(value: Any) -> datetime:
    return datetime.fromtimestamp(int(value or 0) / 1000, timezone.utc)


def optional_instant(value: Any) -> Optional[datetime]:
    return None if value is None else instant(value)


def blob(value: Any) -> bytes:
    return base64.b64decode(value or "")


def optional_blob(value: Any) -> Optional[bytes]:
    return None if value is None else blob(value)


def optional_int(value: Any) -> Optional[int]:
    return None if value is None else int(value)


def optional_seconds(milliseconds: Any) -> Optional[float]:
    return None if milliseconds is None else int(milliseconds) / 1000


def labels(fields: Optional[Mapping[str, str]]) -> Optional[List[Dict[str, str]]]:
    """Absent where there are none, for farms that do not know of labels."""
    return [{"key": key, "value": value} for key, value in fields.items()] if fields else None


def film(fields: JSON) -> Film:
    return Film(
        video=blob(fields.get("video")), byte_count=int(fields.get("byteCount", 0)),
        frame_count=int(fields.get("frameCount", 0)),
        poster=optional_blob(fields.get("poster")),
        contact_sheet=optional_blob(fields.get("contactSheet")))


def failure(fields: JSON) -> Failure:
    return Failure(
        code=fields.get("code", ""), message=fields.get("message", ""),
        retry_worthwhile=bool(fields.get("retryWorthwhile", False)))


def progress(fields: JSON) -> Progress:
    return Progress(
        fraction=float(fields.get("fraction", 0)),
        frames_per_second=float(fields.get("framesPerSecond", 0)),
        remaining=optional_seconds(fields.get("remainingMs")))


def job(fields: JSON) -> Job:
    return Job(
        id=int(fields.get("job", 0)), account=fields.get("account", ""),
        title=fields.get("title", ""), priority=int(fields.get("priority", 0)),
        state=fields.get("state", ""),
        film=film(fields["film"]) if "film" in fields else None,
        failure=failure(fields["failure"]) if "failure" in fields else None,
        film_seconds=float(fields.get("filmSeconds", 0)), width=int(fields.get("width", 0)),
        height=int(fields.get("height", 0)), engine=fields.get("engine", ""),
        submitted=instant(fields.get("submittedMs")),
        started=optional_instant(fields.get("startedMs")),
        finished=optional_instant(fields.get("finishedMs")),
        progress=progress(fields.get("progress", {})),
        completed_tasks=int(fields.get("completedTasks", 0)),
        total_tasks=int(fields.get("totalTasks", 0)),
        playable_chunks=int(fields.get("playableChunks", 0)),
        paused=next(iter(fields.get("paused", {})), None),
        labels={
            label.get("key", ""): label.get("value", "") for label in fields.get("labels", [])},
        maximum_attempts=optional_int(fields.get("maximumAttempts")),
        attempt_timeout=optional_seconds(fields.get("timeoutMs")),
        requeues=int(fields.get("requeues", 0)),
        after=tuple(int(number) for number in fields.get("after", [])),
        array_index=optional_int(fields.get("arrayIndex")),
        array_count=optional_int(fields.get("arrayCount")))


def job_page(fields: JSON) -> JobPage:
    return JobPage(
        jobs=tuple(job(entry) for entry in fields.get("jobs", [])),
        next=optional_int(fields.get("next")))


def explanation(fields: JSON) -> Explanation:
    return Explanation(
        job=int(fields.get("job", 0)), summary=fields.get("summary", ""),
        tasks=tuple(
            TaskExplanation(
                task=int(task.get("task", 0)), step=task.get("step", ""),
                state=task.get("state", ""), attempt=int(task.get("attempt", 0)),
                worker=task.get("worker"), reason=task.get("reason", ""),
                attempts=tuple(attempt(entry) for entry in task.get("attempts", [])))
            for task in fields.get("tasks", [])))


def attempt(fields: JSON) -> Attempt:
    return Attempt(
        number=int(fields.get("attempt", 0)), worker=fields.get("worker", ""),
        started=instant(fields.get("startedMs")), ended=optional_instant(fields.get("endedMs")),
        ending=fields.get("ending", ""),
        failure=failure(fields["failure"]) if "failure" in fields else None)


def worker(fields: JSON) -> Worker:
    return Worker(
        id=int(fields.get("worker", 0)), name=fields.get("name", ""),
        engines=tuple(fields.get("engines", [])), slots=int(fields.get("slots", 0)),
        threads=int(fields.get("threads", 0)), tags=tuple(fields.get("tags", [])),
        gpu_memory=int(fields.get("gpuMemory", 0)), speed=float(fields.get("speed", 0)),
        state=fields.get("state", ""), running_tasks=int(fields.get("runningTasks", 0)),
        reason=fields.get("reason", ""), until=optional_instant(fields.get("untilMs")))


def status(fields: JSON) -> FarmStatus:
    def count(name: str) -> int:
        return int(fields.get(name, 0))

    return FarmStatus(
        server=fields.get("server", ""), started=instant(fields.get("startedMs")),
        queued_jobs=count("queuedJobs"), running_jobs=count("runningJobs"),
        finished_jobs=count("finishedJobs"), waiting_tasks=count("waitingTasks"),
        running_tasks=count("runningTasks"), workers=count("workers"), slots=count("slots"),
        depot_bytes=count("depotBytes"), malformed_messages=count("malformedMessages"))


def identity(fields: JSON) -> Identity:
    return Identity(
        name=fields.get("name", ""), role=fields.get("role", ""), account=fields.get("account", ""))


def event(fields: JSON) -> Event:
    sequence = int(fields.get("sequence", 0))
    number = int(fields.get("job", 0))
    at = instant(fields.get("atMs"))
    if "phase" in fields:
        return PhaseChanged(sequence, number, at, fields["phase"])
    if "progress" in fields:
        return Progressed(sequence, number, at, progress(fields["progress"]))
    if "chunk" in fields:
        chunk = fields["chunk"]
        return ChunkStored(
            sequence, number, at, track=chunk.get("track", ""), task=int(chunk.get("task", 0)),
            index=int(chunk.get("index", 0)), frame_count=int(chunk.get("frameCount", 0)),
            playable=int(chunk.get("playable", 0)))
    if "completed" in fields:
        return Completed(sequence, number, at, film(fields["completed"]))
    if "failed" in fields:
        return Failed(sequence, number, at, failure(fields["failed"]))
    if "cancelled" in fields:
        return Cancelled(sequence, number, at)
    if "note" in fields:
        return Note(sequence, number, at, fields["note"])
    if "attemptEnded" in fields:
        return attempt_ended(sequence, number, at, fields["attemptEnded"])
    return UnknownEvent(sequence, number, at, fields)


def attempt_ended(sequence: int, number: int, at: datetime, fields: JSON) -> AttemptEnded:
    endings = [ending for ending in ("failed", "lost", "returned") if ending in fields]
    return AttemptEnded(
        sequence, number, at, step=fields.get("step", ""), worker=fields.get("worker", ""),
        attempt=int(fields.get("attempt", 0)), ending=endings[0] if endings else "",
        failure=failure(fields["failed"]) if "failed" in fields else None)
