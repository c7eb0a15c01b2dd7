"""The client of plain programs."""

from __future__ import annotations

import hashlib
import time
import weakref
from concurrent.futures import TimeoutError as FutureTimeout
from types import TracebackType
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import _download, _members, _verbs
from ._loop import Loop
from ._verbs import TIMEOUT, Plan
from ._watch import Watch
from .errors import FarmError, Silent
from .model import (
    Download,
    Event,
    Explanation,
    FarmStatus,
    Film,
    Identity,
    Job,
    JobPage,
    JoinToken,
    MediaPart,
    Submission,
    Welcome,
    Worker,
)

T = TypeVar("T")


def run(plan: Plan[T]) -> T:
    """Carries a plan out by blocking wherever it waits."""
    try:
        future = next(plan)
        while True:
            try:
                answer = future.result()
            except Exception as error:
                future = plan.throw(error)
            else:
                future = plan.send(answer)
    except StopIteration as end:
        value: T = end.value
        return value
    finally:
        plan.close()


class Farm:
    """A connection to a farm; may be used by several threads, and as a context manager.

    ``data`` is the data folder of a farm on this machine, or of one that was joined from it; by default
    ``$REELMILL_DATA`` or ``~/.local/share/reelmill``. ``timeout`` is how many seconds a verb waits for
    its answer; each verb takes another. Requests are sent again after a lost connection.
    """

    def __init__(self, data: Optional[str] = None, *, timeout: float = TIMEOUT) -> None:
        address, keys = _members.load(data)
        self._timeout = timeout
        self._loop = Loop(address, keys)
        self._finalizer = weakref.finalize(self, self._loop.close)

    def close(self) -> None:
        self._finalizer()

    def __enter__(self) -> Farm:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    @staticmethod
    def join(
        token: str, data: Optional[str] = None, *, name: Optional[str] = None,
        timeout: float = TIMEOUT,
    ) -> Identity:
        """Joins a farm with a token from its operator; afterwards ``Farm(data)`` finds it."""
        return run(_verbs.join(token, data, name, timeout))

    def hello(self, program: str = "reelmill-python", *, timeout: Optional[float] = None) -> Welcome:
        """Whom the farm takes this client for."""
        return run(_verbs.hello(self._loop, self._within(timeout), program))

    def submit(
        self, prompt: str = "", *, width: Optional[int] = None, height: Optional[int] = None,
        seconds: Optional[float] = None, frames_per_second: Optional[int] = None, seed: int = 0,
        style: Optional[str] = None, engine: Optional[str] = None, quality: Optional[str] = None,
        music: Optional[str] = None, storyboard: Union[str, Mapping[str, Any], None] = None,
        title: Optional[str] = None, account: Optional[str] = None, priority: int = 0,
        labels: Optional[Mapping[str, str]] = None, maximum_attempts: Optional[int] = None,
        attempt_timeout: Optional[float] = None, after: Sequence[int] = (),
        count: Optional[int] = None, key: Optional[str] = None, timeout: Optional[float] = None,
    ) -> Submission:
        """Asks for a film; returns once the job is on the farm's disk.

        Submitting with the same ``key`` again gives the same job: choose one that outlives your program
        to be safe against its crashes. It begins when the jobs of ``after`` are completed. With
        ``count`` so many films are made, each with the next seed: all are accepted or none.
        """
        film = {
            "prompt": prompt, "width": width, "height": height, "seconds": seconds,
            "framesPerSecond": frames_per_second, "seed": seed, "style": style, "engine": engine,
            "quality": quality, "music": music,
        }
        return run(
            _verbs.submit(
                self._loop, self._within(timeout), film, key=key, account=account, title=title,
                priority=priority, labels=labels, maximum_attempts=maximum_attempts,
                attempt_timeout=attempt_timeout, after=after, count=count,
                storyboard=storyboard))

    def show(self, job: int, *, timeout: Optional[float] = None) -> Job:
        return run(_verbs.show(self._loop, self._within(timeout), job))

    def list(
        self, states: Sequence[str] = (), *, account: Optional[str] = None,
        labels: Optional[Mapping[str, str]] = None, limit: Optional[int] = None,
        after: Optional[int] = None, timeout: Optional[float] = None,
    ) -> JobPage:
        """Jobs, newest first; ask again with ``after=page.next`` for the page that follows."""
        return run(
            _verbs.list_jobs(
                self._loop, self._within(timeout), states, account, labels, limit, after))

    def cancel(self, job: int, *, timeout: Optional[float] = None) -> None:
        """Returns once the cancellation is on the farm's disk."""
        run(_verbs.cancel(self._loop, self._within(timeout), job))

    def pause(
        self, job: Optional[int] = None, *, account: Optional[str] = None, farm: bool = False,
        timeout: Optional[float] = None,
    ) -> None:
        """From then on no task of the job, the account or the whole farm begins; what runs goes on."""
        self._steer("pause", _verbs.pausable(job, account, farm), timeout)

    def resume(
        self, job: Optional[int] = None, *, account: Optional[str] = None, farm: bool = False,
        timeout: Optional[float] = None,
    ) -> None:
        """Lets what was paused go on."""
        self._steer("resume", _verbs.pausable(job, account, farm), timeout)

    def requeue(self, job: int, *, timeout: Optional[float] = None) -> None:
        """Takes up a failed or cancelled job again, from where it was."""
        self._steer("requeue", {"job": job}, timeout)

    def move_to_front(self, job: int, *, timeout: Optional[float] = None) -> None:
        """Puts a job before all others of its account, whatever their priority."""
        self._steer("moveToFront", {"job": job}, timeout)

    def prioritize(self, job: int, priority: int, *, timeout: Optional[float] = None) -> None:
        """Higher runs earlier among the jobs of one account; from -100 to 100."""
        self._steer("prioritize", {"job": job, "priority": priority}, timeout)

    def drain_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        """Workers of this name finish what they run and take no more; for operators."""
        self._steer("drainWorker", {"name": name}, timeout)

    def undrain_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        """Lets drained workers take tasks again."""
        self._steer("undrainWorker", {"name": name}, timeout)

    def set_aside_worker(
        self, name: str, reason: str, *, timeout: Optional[float] = None,
    ) -> None:
        """Takes workers out of service until they are released; for operators."""
        self._steer("setAsideWorker", {"name": name, "reason": reason}, timeout)

    def release_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        """Ends what `set_aside_worker` or the farm itself decided."""
        self._steer("releaseWorker", {"name": name}, timeout)

    def storyboard(self, job: int, *, timeout: Optional[float] = None) -> Mapping[str, Any]:
        return run(_verbs.storyboard(self._loop, self._within(timeout), job))

    def explain(self, job: int, *, timeout: Optional[float] = None) -> Explanation:
        """Why a job is where it is, task by task."""
        return run(_verbs.explain(self._loop, self._within(timeout), job))

    def workers(self, *, timeout: Optional[float] = None) -> Tuple[Worker, ...]:
        return run(_verbs.workers(self._loop, self._within(timeout)))

    def status(self, *, timeout: Optional[float] = None) -> FarmStatus:
        return run(_verbs.status(self._loop, self._within(timeout)))

    def create_join_token(
        self, role: str, *, name: Optional[str] = None, account: Optional[str] = None,
        host: Optional[str] = None, lifetime: Optional[float] = None,
        timeout: Optional[float] = None,
    ) -> JoinToken:
        """Lets somebody join once, as client, worker, gateway or operator; for operators."""
        return run(
            _verbs.create_join_token(
                self._loop, self._within(timeout), role, name, account, host, lifetime))

    def watch(
        self, job: Optional[int] = None, *, after: int = 0, credit: int = 256,
        timeout: Optional[float] = None,
    ) -> Events:
        """The events of a job to its end, or from now on those of all jobs of the account.

        A lost connection is taken up again after the last event seen: nothing is missed or told twice.
        Without ``job`` whatever happens meanwhile is missed. ``timeout`` is how many seconds the farm may
        be out of reach; at most ``credit`` events are under way or unread.
        """
        watch = self._loop.watch(job, after, credit, self._within(timeout))
        return Events(self, self._loop, watch)

    def wait(self, job: int, *, timeout: Optional[float] = None) -> Film:
        """Waits until the job ends; raises ``JobFailed`` or ``JobCancelled``.

        Waits as long as it takes, or ``timeout`` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        watch = self._loop.watch(job, 0, 256, self._timeout)
        try:
            while True:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                watch.ready().result(left)
                event = watch.pop()
                if event is None or event.is_final:
                    return _verbs.ending(job, event)
        except FutureTimeout as error:
            if isinstance(error, FarmError):
                raise
            raise Silent(f"job {job} did not end within {timeout:g} s; it goes on") from None
        finally:
            self._loop.unwatch(watch)

    def download(
        self, job: int, path: str, part: MediaPart = "film", *,
        progress: Optional[Callable[[int, int], None]] = None, timeout: Optional[float] = None,
    ) -> Download:
        """Fetches a file, which appears at ``path`` complete and verified or not at all.

        An interrupted download goes on from ``path.part``. ``progress`` is told the bytes so far and in
        all; ``timeout`` holds for each portion.
        """
        return run(
            _download.download(self._loop, self._within(timeout), job, path, part, progress))

    def read(
        self, job: int, part: MediaPart = "film", *, offset: int = 0,
        length: Optional[int] = None, timeout: Optional[float] = None,
    ) -> bytes:
        """A range of a file, by default all of it."""
        return run(_download.read(self._loop, self._within(timeout), job, part, offset, length))

    def stream(
        self, job: int, part: MediaPart = "film", *, timeout: Optional[float] = None,
    ) -> Iterator[bytes]:
        """A file in pieces, in order; raises ``Damaged`` at the end if the whole is not right."""
        reader = _download.Reader(self._loop, self._within(timeout), job, part)
        run(reader.open())
        digest = hashlib.sha256()
        while True:
            portion = run(reader.next())
            if not portion:
                return reader.check(digest.digest())
            digest.update(portion)
            yield portion

    def ask(
        self, body: Mapping[str, Any], *, repeatable: bool = False,
        timeout: Optional[float] = None,
    ) -> Mapping[str, Any]:
        """Any request of docs/PROTOCOL.md that has no verb here, in proto3 JSON, and its answer.

        ``repeatable`` where asking twice is the same as asking once.
        """
        answer: Mapping[str, Any] = self._loop.ask(
            body, self._within(timeout), repeatable).result()
        return answer

    def _steer(
        self, what: str, subject: Mapping[str, Any], timeout: Optional[float],
    ) -> None:
        run(_verbs.steer(self._loop, self._within(timeout), what, subject))

    def _within(self, timeout: Optional[float]) -> float:
        return self._timeout if timeout is None else timeout


class Events:
    """An iterator of events; closes by itself at the end, or as a context manager."""

    def __init__(self, farm: Farm, loop: Loop, watch: Watch) -> None:
        self._farm = farm
        self._loop = loop
        self._watch = watch

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> Event:
        self._watch.ready().result()
        event = self._watch.pop()
        if event is None:
            raise StopIteration
        return event

    def close(self) -> None:
        """Ends the watch; the job goes on."""
        self._loop.unwatch(self._watch)

    def __enter__(self) -> Events:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
