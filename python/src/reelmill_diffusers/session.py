"""A conversation with the worker: one thread reads, one thread works.

The reading thread exists so that the end of the socket ends the process at once, also in the middle of a
step, and so that cancellations and acknowledgements arrive while a film is made.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Protocol

from . import messages as m
from .channel import Channel, Closed
from .memory import BadMemory, SharedMemory
from .problems import Cancelled, Problem
from .wire import VERSION, BadMessage

# A worker keeps a film or two waiting; more is a flood.
MOST_WAITING = 64
AUDIO_PIECE = 1024 * 1024

EXIT_CLOSED = 0
EXIT_REFUSED = 2


class Sink:
    """Where a generation delivers to, and where it learns that nobody wants it any more."""

    def __init__(self, session: Session, request: m.Generate, memory: SharedMemory) -> None:
        self._session, self._request, self.memory = session, request, memory
        self._last_step = time.monotonic()

    def check(self) -> None:
        if self._session.is_cancelled(self._request.id):
            raise Cancelled

    def progress(self, step: int, steps: int, preview: tuple[int, int, bytes] | None = None) -> None:
        now = time.monotonic()
        width, height, pixels = preview or (0, 0, b"")
        self._session.send(
            m.Progress(
                id=self._request.id,
                step=step,
                steps=steps,
                step_seconds=now - self._last_step,
                preview_width=width,
                preview_height=height,
                preview=pixels,
            )
        )
        self._last_step = now
        self.check()

    def frame(self, index: int, width: int, height: int, write: Callable[[SharedMemory, int], None]) -> None:
        """Waits for a free slot, lets `write` fill it, and says so."""
        if width * height * 3 > self.memory.slot_bytes:
            size = f"{width}x{height}"
            raise Problem("bad_request", f"a frame of {size} does not fit a slot of {self.memory.slot_bytes} bytes")
        slot = self.memory.acquire(self.check)
        write(self.memory, slot)
        self._session.send(m.Frame(id=self._request.id, slot=slot, index=index, width=width, height=height))

    def audio(self, sample_rate: int, channels: int, samples: bytes) -> None:
        frame_bytes = 4 * channels
        piece = AUDIO_PIECE // frame_bytes * frame_bytes
        for start in range(0, len(samples), piece):
            self.check()
            self._session.send(
                m.Audio(
                    id=self._request.id,
                    sample_rate=sample_rate,
                    channels=channels,
                    first_sample=start // frame_bytes,
                    samples=samples[start : start + piece],
                )
            )


class Engine(Protocol):
    """What makes the films; the tests have one that needs no PyTorch."""

    def hello(self) -> m.Hello: ...

    def load(self, request: m.Load) -> m.Loaded: ...

    def generate(self, request: m.Generate, sink: Sink) -> m.Done: ...

    def unload(self) -> m.Unloaded: ...


class Session:
    def __init__(self, channel: Channel, engine: Callable[[], Engine]) -> None:
        self._channel = channel
        self._make_engine = engine
        self._requests: queue.Queue[Any] = queue.Queue()
        self._lock = threading.Lock()
        self._wanted: set[int] = set()
        self._cancelled: set[int] = set()
        self._leaving = False
        self._memory: SharedMemory | None = None

    def run(self) -> None:
        """Serves until shutdown. The process exits from within when the worker goes away or misbehaves."""
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        try:
            engine = self._make_engine()  # Imports PyTorch; a worker that goes away meanwhile is noticed.
            self.send(engine.hello())
            while not isinstance(request := self._requests.get(), m.Shutdown):
                self._serve(engine, request)
        except Closed:
            leave(EXIT_CLOSED)

    def send(self, message: Any) -> None:
        self._channel.send(message)

    def is_cancelled(self, id_: int) -> bool:
        with self._lock:
            return self._leaving or id_ in self._cancelled

    # --- The reading thread -----------------------------------------------------------------------

    def _read(self) -> None:
        try:
            while True:
                self._take(self._channel.receive())
        except Closed:
            leave(EXIT_CLOSED)
        except BadMessage as error:
            print(f"reelmill-diffusers: refused: {error}", file=sys.stderr, flush=True)
            self._channel.send_last(m.Failed(code="bad_message", message=str(error)))
            leave(EXIT_REFUSED)
        except BaseException:
            traceback.print_exc()
            leave(EXIT_REFUSED)

    def _take(self, message: Any) -> None:
        memory = self._memory
        if isinstance(message, m.Ack):
            if memory is None:
                raise BadMessage("an acknowledgement before any memory")
            memory.give_back(message.slot)
            return
        if isinstance(message, m.Cancel):
            with self._lock:
                # A cancellation that crosses with done names a generation that is no more: no error.
                if message.id in self._wanted:
                    self._cancelled.add(message.id)
        else:
            with self._lock:
                if isinstance(message, m.Generate):
                    if message.id == 0 or message.id in self._wanted:
                        raise BadMessage(f"generation {message.id} is already there or is 0")
                    self._wanted.add(message.id)
                if isinstance(message, m.Shutdown):
                    self._leaving = True
            if self._requests.qsize() >= MOST_WAITING:
                raise BadMessage(f"over {MOST_WAITING} requests wait")
            self._requests.put(message)
        if memory is not None:
            memory.wake()

    # --- The working thread -----------------------------------------------------------------------

    def _serve(self, engine: Engine, request: Any) -> None:
        id_ = request.id if isinstance(request, m.Generate) else 0
        try:
            answer = self._answer(engine, request)
        except Closed:
            raise
        except Cancelled:
            answer = m.Failed(code="cancelled", message="cancelled", id=id_, request=request.TYPE)
        except Problem as problem:
            answer = m.Failed(
                code=problem.code,
                message=str(problem)[:4000],
                id=id_,
                request=request.TYPE,
                retryable=int(problem.retryable),
                advice=problem.advice,
            )
        except Exception as error:
            traceback.print_exc()
            words = f"{type(error).__name__}: {error}"[:4000]
            answer = m.Failed(code="internal", message=words, id=id_, request=request.TYPE, retryable=1)
        if id_:
            with self._lock:
                self._wanted.discard(id_)
                self._cancelled.discard(id_)
        self.send(answer)

    def _answer(self, engine: Engine, request: Any) -> Any:
        if isinstance(request, m.Attach):
            return self._attach(request)
        if isinstance(request, m.Load):
            return engine.load(request)
        if isinstance(request, m.Unload):
            return engine.unload()
        assert isinstance(request, m.Generate)
        if self._memory is None:
            raise Problem("bad_request", "no memory is attached")
        sink = Sink(self, request, self._memory)
        sink.check()
        return engine.generate(request, sink)

    def _attach(self, request: m.Attach) -> m.Attached:
        if request.version != VERSION:
            raise Problem("bad_version", f"version {request.version} is not spoken here, {VERSION} is")
        if self._memory is not None and not self._memory.idle:
            raise Problem("bad_memory", "frames still lie in the memory of before: acknowledge them first")
        try:
            memory = SharedMemory(request.path, request.input_bytes, request.slot_bytes, request.slots)
        except BadMemory as error:
            raise Problem("bad_memory", str(error)) from None
        if self._memory is not None:
            self._memory.close()
        self._memory = memory
        return m.Attached()


def leave(code: int) -> None:
    """Ends the process at once: a step that takes half a minute is not waited for."""
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    os._exit(code)
