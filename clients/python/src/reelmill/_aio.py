"""The client of asyncio programs: the verbs of ``Farm``, awaited."""

from __future__ import annotations

import asyncio
import hashlib
import weakref
from types import TracebackType
from typing import (
    Any, AsyncIterator, Callable, Mapping, Optional, Sequence, Tuple, Type, TypeVar, Union)

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


async def run(plan: Plan[T]) -> T:
    """Carries a plan out by awaiting wherever it waits; a cancelled task ends the plan."""
    try:
        future = next(plan)
        while True:
            try:
                answer = await asyncio.wrap_future(future)
            except Exception as error:
                future = plan.throw(error)
            else:
                future = plan.send(answer)
    except StopIteration as end:
        value: T = end.value
        return value
    finally:
        plan.close()


class AsyncFarm:
    """A connection to a farm for asyncio; ``async with`` closes it. See ``Farm`` for each verb."""

    def __init__(self, data: Optional[str] = None, *, timeout: float = TIMEOUT) -> None:
        address, keys = _members.load(data)
        self._timeout = timeout
        self._loop = Loop(address, keys)
        self._finalizer = weakref.finalize(self, self._loop.close)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._finalizer)

    async def __aenter__(self) -> AsyncFarm:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.close()

    @staticmethod
    async def join(
        token: str, data: Optional[str] = None, *, name: Optional[str] = None,
        timeout: float = TIMEOUT,
    ) -> Identity:
        return await run(_verbs.join(token, data, name, timeout))

    async def hello(
        self, program: str = "reelmill-python", *, timeout: Optional[float] = None,
    ) -> Welcome:
        return await run(_verbs.hello(self._loop, self._within(timeout), program))

    async def submit(
        self, prompt: str = "", *, width: Optional[int] = None, height: Optional[int] = None,
        seconds: Optional[float] = None, frames_per_second: Optional[int] = None, seed: int = 0,
        style: Optional[str] = None, engine: Optional[str] = None, quality: Optional[str] = None,
        music: Optional[str] = None, storyboard: Union[str, Mapping[str, Any], None] = None,
        title: Optional[str] = None, account: Optional[str] = None, priority: int = 0,
        labels: Optional[Mapping[str, str]] = None, maximum_attempts: Optional[int] = None,
        attempt_timeout: Optional[float] = None, after: Sequence[int] = (),
        count: Optional[int] = None, key: Optional[str] = None, timeout: Optional[float] = None,
    ) -> Submission:
        film = {
            "prompt": prompt, "width": width, "height": height, "seconds": seconds,
            "framesPerSecond": frames_per_second, "seed": seed, "style": style, "engine": engine,
            "quality": quality, "music": music,
        }
        return await run(
            _verbs.submit(
                self._loop, self._within(timeout), film, key=key, account=account, title=title,
                priority=priority, labels=labels, maximum_attempts=maximum_attempts,
                attempt_timeout=attempt_timeout, after=after, count=count,
                storyboard=storyboard))

    async def show(self, job: int, *, timeout: Optional[float] = None) -> Job:
        return await run(_verbs.show(self._loop, self._within(timeout), job))

    async def list(
        self, states: Sequence[str] = (), *, account: Optional[str] = None,
        labels: Optional[Mapping[str, str]] = None, limit: Optional[int] = None,
        after: Optional[int] = None, timeout: Optional[float] = None,
    ) -> JobPage:
        return await run(
            _verbs.list_jobs(
                self._loop, self._within(timeout), states, account, labels, limit, after))

    async def cancel(self, job: int, *, timeout: Optional[float] = None) -> None:
        await run(_verbs.cancel(self._loop, self._within(timeout), job))

    async def pause(
        self, job: Optional[int] = None, *, account: Optional[str] = None, farm: bool = False,
        timeout: Optional[float] = None,
    ) -> None:
        await self._steer("pause", _verbs.pausable(job, account, farm), timeout)

    async def resume(
        self, job: Optional[int] = None, *, account: Optional[str] = None, farm: bool = False,
        timeout: Optional[float] = None,
    ) -> None:
        await self._steer("resume", _verbs.pausable(job, account, farm), timeout)

    async def requeue(self, job: int, *, timeout: Optional[float] = None) -> None:
        await self._steer("requeue", {"job": job}, timeout)

    async def move_to_front(self, job: int, *, timeout: Optional[float] = None) -> None:
        await self._steer("moveToFront", {"job": job}, timeout)

    async def prioritize(self, job: int, priority: int, *, timeout: Optional[float] = None) -> None:
        await self._steer("prioritize", {"job": job, "priority": priority}, timeout)

    async def drain_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        await self._steer("drainWorker", {"name": name}, timeout)

    async def undrain_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        await self._steer("undrainWorker", {"name": name}, timeout)

    async def set_aside_worker(
        self, name: str, reason: str, *, timeout: Optional[float] = None,
    ) -> None:
        await self._steer("setAsideWorker", {"name": name, "reason": reason}, timeout)

    async def release_worker(self, name: str, *, timeout: Optional[float] = None) -> None:
        await self._steer("releaseWorker", {"name": name}, timeout)

    async def storyboard(self, job: int, *, timeout: Optional[float] = None) -> Mapping[str, Any]:
        return await run(_verbs.storyboard(self._loop, self._within(timeout), job))

    async def explain(self, job: int, *, timeout: Optional[float] = None) -> Explanation:
        return await run(_verbs.explain(self._loop, self._within(timeout), job))

    async def workers(self, *, timeout: Optional[float] = None) -> Tuple[Worker, ...]:
        return await run(_verbs.workers(self._loop, self._within(timeout)))

    async def status(self, *, timeout: Optional[float] = None) -> FarmStatus:
        return await run(_verbs.status(self._loop, self._within(timeout)))

    async def create_join_token(
        self, role: str, *, name: Optional[str] = None, account: Optional[str] = None,
        host: Optional[str] = None, lifetime: Optional[float] = None,
        timeout: Optional[float] = None,
    ) -> JoinToken:
        return await run(
            _verbs.create_join_token(
                self._loop, self._within(timeout), role, name, account, host, lifetime))

    def watch(
        self, job: Optional[int] = None, *, after: int = 0, credit: int = 256,
        timeout: Optional[float] = None,
    ) -> AsyncEvents:
        """Nothing to await: ``async for event in farm.watch(job)``."""
        watch = self._loop.watch(job, after, credit, self._within(timeout))
        return AsyncEvents(self, self._loop, watch)

    async def wait(self, job: int, *, timeout: Optional[float] = None) -> Film:
        try:
            return await asyncio.wait_for(self._ending(job), timeout)
        except asyncio.TimeoutError as error:
            if isinstance(error, FarmError):
                raise
            raise Silent(f"job {job} did not end within {timeout:g} s; it goes on") from None

    async def _ending(self, job: int) -> Film:
        async with self.watch(job) as events:
            async for event in events:
                if event.is_final:
                    return _verbs.ending(job, event)
        return _verbs.ending(job, None)

    async def download(
        self, job: int, path: str, part: MediaPart = "film", *,
        progress: Optional[Callable[[int, int], None]] = None, timeout: Optional[float] = None,
    ) -> Download:
        return await run(
            _download.download(self._loop, self._within(timeout), job, path, part, progress))

    async def read(
        self, job: int, part: MediaPart = "film", *, offset: int = 0,
        length: Optional[int] = None, timeout: Optional[float] = None,
    ) -> bytes:
        return await run(
            _download.read(self._loop, self._within(timeout), job, part, offset, length))

    async def stream(
        self, job: int, part: MediaPart = "film", *, timeout: Optional[float] = None,
    ) -> AsyncIterator[bytes]:
        reader = _download.Reader(self._loop, self._within(timeout), job, part)
        await run(reader.open())
        digest = hashlib.sha256()
        while True:
            portion = await run(reader.next())
            if not portion:
                break
            digest.update(portion)
            yield portion
        reader.check(digest.digest())

    async def ask(
        self, body: Mapping[str, Any], *, repeatable: bool = False,
        timeout: Optional[float] = None,
    ) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = await asyncio.wrap_future(
            self._loop.ask(body, self._within(timeout), repeatable))
        return answer

    async def _steer(
        self, what: str, subject: Mapping[str, Any], timeout: Optional[float],
    ) -> None:
        await run(_verbs.steer(self._loop, self._within(timeout), what, subject))

    def _within(self, timeout: Optional[float]) -> float:
        return self._timeout if timeout is None else timeout


class AsyncEvents:
    """An asynchronous iterator of events; a cancelled wait loses none."""

    def __init__(self, farm: AsyncFarm, loop: Loop, watch: Watch) -> None:
        self._farm = farm
        self._loop = loop
        self._watch = watch

    def __aiter__(self) -> AsyncEvents:
        return self

    async def __anext__(self) -> Event:
        await asyncio.wrap_future(self._watch.ready())
        event = self._watch.pop()
        if event is None:
            raise StopAsyncIteration
        return event

    async def close(self) -> None:
        """Ends the watch; the job goes on."""
        self._loop.unwatch(self._watch)

    async def __aenter__(self) -> AsyncEvents:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.close()

    def __del__(self) -> None:
        self._loop.unwatch(self._watch)
