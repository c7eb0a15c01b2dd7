"""The memory that worker and side process share: an area of inputs, then a ring of frame slots."""

from __future__ import annotations

import mmap
import os
import stat
import threading
from collections.abc import Callable

from .wire import BadMessage

MOST_BYTES = 16 * 1024**3
MOST_SLOTS = 256


class BadMemory(Exception):
    """The file cannot be the shared memory that it is said to be."""


class SharedMemory:
    """`input_bytes` of inputs, then `slots` slots of `slot_bytes` each."""

    def __init__(self, path: str, input_bytes: int, slot_bytes: int, slots: int) -> None:
        total = input_bytes + slot_bytes * slots
        if not 1 <= slots <= MOST_SLOTS or slot_bytes < 1 or total > MOST_BYTES:
            raise BadMemory(f"{slots} slots of {slot_bytes} bytes and {input_bytes} bytes of inputs are not possible")
        try:
            # Not blocking: a pipe in the file's place would otherwise be waited for.
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
        except (OSError, ValueError) as error:
            raise BadMemory(f"cannot open {path!r}: {error}") from None
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise BadMemory(f"{path!r} is no regular file")
            if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
                raise BadMemory(f"{path!r} must be ours alone (mode 0600)")
            # A file shorter than the map would end this process by SIGBUS at the first write.
            if status.st_size < total:
                raise BadMemory(f"{path!r} has {status.st_size} bytes, {total} are needed")
            self._map = mmap.mmap(descriptor, total)
        finally:
            os.close(descriptor)
        self.input_bytes, self.slot_bytes, self.slots = input_bytes, slot_bytes, slots
        self._free = list(range(slots - 1, -1, -1))
        self._held: set[int] = set()
        self._changed = threading.Condition()

    @property
    def map(self) -> mmap.mmap:
        return self._map

    @property
    def idle(self) -> bool:
        with self._changed:
            return not self._held

    def acquire(self, check: Callable[[], None]) -> int:
        """Waits for a slot that the worker has given back; `check` raises when nobody wants it any more."""
        with self._changed:
            while True:
                check()
                if self._free:
                    slot = self._free.pop()
                    self._held.add(slot)
                    return slot
                self._changed.wait(0.5)

    def give_back(self, slot: int) -> None:
        with self._changed:
            if slot not in self._held:
                raise BadMessage(f"slot {slot} was acknowledged but holds no frame")
            self._held.remove(slot)
            self._free.append(slot)
            self._changed.notify()

    def wake(self) -> None:
        """Makes whoever waits for a slot look at its check again."""
        with self._changed:
            self._changed.notify_all()

    def offset(self, slot: int) -> int:
        return self.input_bytes + slot * self.slot_bytes

    def write(self, slot: int, frame: bytes | bytearray | memoryview) -> None:
        start = self.offset(slot)
        self._map[start : start + len(frame)] = frame

    def read_input(self, offset: int, length: int) -> bytes:
        """A copy: what the worker writes there later does not reach a running generation."""
        if length < 1 or offset > self.input_bytes or length > self.input_bytes - offset:
            raise ValueError(f"bytes {offset}..<{offset + length} are not in the {self.input_bytes} bytes of inputs")
        return self._map[offset : offset + length]

    def close(self) -> None:
        try:
            self._map.close()
        except BufferError:
            pass  # A tensor still looks into it; the map goes with the last of them.
