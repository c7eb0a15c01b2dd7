"""Files of jobs from the media port: ranged reads by ticket, verified by SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, Callable, Deque, List, Optional, Tuple

from . import _media, _wire
from ._loop import Loop
from ._verbs import Plan, ask
from .errors import Damaged, Refused, Unexpected
from .model import Download, MediaPart

#: Bytes asked for at once, and how many such questions are under way.
PORTION = 512 << 10
UNDER_WAY = 4

#: Disks may be slow: an event loop does not wait for them.
disk = ThreadPoolExecutor(max_workers=4, thread_name_prefix="reelmill-disk")


class Reader:
    """Reads a file of a job in order, from ``offset`` on, several portions ahead.

    A ticket that expires on the way, or that a restarted scheduler does not know, is renewed.
    """

    def __init__(self, loop: Loop, timeout: float, job: int, part: MediaPart, offset: int = 0) -> None:
        self.job = job
        self.part = part
        self.offset = offset
        self.end: Optional[int] = None
        self.byte_count = 0
        self.sha256 = b""
        self._loop = loop
        self._timeout = timeout
        self._ticket = b""
        self._asked: Deque[Tuple[int, Future[List[bytes]]]] = deque()
        self._next = offset

    def open(self) -> Plan[None]:
        """Asks for the right to read, and learns size and digest."""
        body = {"media": {"job": self.job, **_wire.media_part(self.part)}}
        grant = yield from ask(self._loop, self._timeout, body, "media")
        digest = _wire.blob(grant.get("blob"))
        if self.sha256 and digest != self.sha256:
            raise Damaged(f"{self.part} of job {self.job} changed while it was read")
        self.sha256 = digest
        self.byte_count = int(grant.get("byteCount", 0))
        self._ticket = _wire.blob(grant.get("ticket"))

    def skip(self, byte_count: int) -> None:
        """Goes on after the first ``byte_count`` bytes."""
        self.offset = self._next = byte_count

    def next(self) -> Plan[bytes]:
        """The bytes that follow; empty at the end."""
        end = self.byte_count if self.end is None else min(self.end, self.byte_count)
        while self.offset < end:
            while len(self._asked) < UNDER_WAY and self._next < end:
                length = min(PORTION, end - self._next)
                self._asked.append(
                    (length, self._loop.read(self._ticket, self._next, length, self._timeout)))
                self._next += length
            length, future = self._asked.popleft()
            frames: List[bytes] = yield future
            try:
                return self._take(frames, length)
            except Refused as refused:
                if refused.code != "bad_ticket":
                    raise
            self._start_over()
            yield from self.open()
        return b""

    def _take(self, frames: List[bytes], length: int) -> bytes:
        offset, byte_count = _media.portion(frames[0])
        content = frames[1] if len(frames) > 1 else b""
        if offset != self.offset or byte_count != self.byte_count or not 0 < len(content) <= length:
            raise Unexpected(
                f"{len(content)} bytes at {offset} of {byte_count} where {length} at {self.offset} "
                f"of {self.byte_count} were asked for")
        self.offset += len(content)
        if len(content) < length:
            self._start_over()
        return content

    def _start_over(self) -> None:
        """Forgets what was asked ahead."""
        for _, future in self._asked:
            future.cancel()
        self._asked.clear()
        self._next = self.offset

    def check(self, digest: bytes) -> None:
        if digest != self.sha256:
            raise Damaged(
                f"the bytes received for {self.part} of job {self.job} are damaged: try again")


def read(
    loop: Loop, timeout: float, job: int, part: MediaPart, offset: int, length: Optional[int],
) -> Plan[bytes]:
    """A range of a file; the whole file is verified, a range cannot be."""
    if offset < 0 or (length is not None and length < 0):
        raise ValueError("offset and length must not be negative")
    reader = Reader(loop, timeout, job, part, offset)
    reader.end = None if length is None else offset + length
    yield from reader.open()
    content = bytearray()
    while True:
        portion = yield from reader.next()
        if not portion:
            break
        content += portion
    if offset == 0 and len(content) == reader.byte_count:
        reader.check(hashlib.sha256(content).digest())
    return bytes(content)


def download(
    loop: Loop, timeout: float, job: int, path: str, part: MediaPart,
    progress: Optional[Callable[[int, int], None]],
) -> Plan[Download]:
    """A file appears at ``path`` complete and verified, or not at all.

    An interrupted download goes on from ``path.part``; where that turns out to be something else, it
    begins anew, once.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise FileExistsError(f"{path} is not a file: choose another place")
    resumed = True
    while True:
        reader = Reader(loop, timeout, job, part)
        yield from reader.open()
        draft = Draft(path, reader.byte_count if resumed else 0)
        try:
            resumed = yield disk.submit(draft.open)
            reader.skip(draft.byte_count)
            while True:
                if progress:
                    progress(draft.byte_count, reader.byte_count)
                portion = yield from reader.next()
                if not portion:
                    break
                yield disk.submit(draft.append, portion)
            try:
                reader.check(draft.digest)
            except Damaged:
                draft.discard()
                if resumed:
                    resumed = False
                    continue
                raise
            yield disk.submit(draft.keep)
        finally:
            draft.close()
        return Download(path, reader.byte_count, reader.sha256)


class Draft:
    """The part of a file that has arrived, beside where it belongs."""

    def __init__(self, path: str, limit: int) -> None:
        self._path = path
        self._draft = path + ".part"
        self._limit = limit
        self._hash = hashlib.sha256()
        self._file: Optional[BinaryIO] = None
        self.byte_count = 0

    @property
    def digest(self) -> bytes:
        return self._hash.digest()

    def open(self) -> bool:
        """Whether there was a beginning to go on from, of at most ``limit`` bytes."""
        file = open(self._draft, "a+b")
        self._file = file
        size = os.fstat(file.fileno()).st_size
        if not 0 < size <= self._limit:
            file.truncate(0)
            return False
        file.seek(0)
        while True:
            content = file.read(1 << 20)
            if not content:
                return True
            self._hash.update(content)
            self.byte_count += len(content)

    def append(self, content: bytes) -> None:
        if self._file is not None:
            self._file.write(content)
            self._hash.update(content)
            self.byte_count += len(content)

    def keep(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self.close()
            os.replace(self._draft, self._path)

    def discard(self) -> None:
        self.close()
        os.unlink(self._draft)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
