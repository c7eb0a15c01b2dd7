"""The socket between the worker and its side process: whole messages in, whole messages out."""

from __future__ import annotations

import select
import socket
import threading
import time
from typing import Any

from .messages import decode
from .wire import HEADER, LONGEST_BODY, BadMessage, encode

# Once a message has begun the rest is already in the peer's hands: a longer wait means that it hangs.
PATIENCE = 10.0


class Closed(Exception):
    """The peer has closed the socket between two messages."""


class Channel:
    def __init__(self, connection: socket.socket, understood: dict[int, type], patience: float = PATIENCE) -> None:
        self._socket = connection
        self._understood = understood
        self._patience = patience
        self._poll = select.poll()
        self._poll.register(connection, select.POLLIN)
        self._sending = threading.Lock()
        connection.setblocking(True)

    def receive(self) -> Any:
        """Waits for a message. Raises Closed at the end of the stream, BadMessage for what cannot be read."""
        header = self._read(HEADER.size, begun=False)
        length, type_, zero = HEADER.unpack(header)
        # The length is checked before a byte of the body is awaited: a liar cannot make us wait or swell.
        if length > LONGEST_BODY:
            raise BadMessage(f"a message of {length} bytes, the longest is {LONGEST_BODY}")
        if zero:
            raise BadMessage("bytes 6 and 7 of the header are not zero")
        if type_ not in self._understood:
            raise BadMessage(f"unknown message type {type_}")
        return decode(self._understood, type_, self._read(length, begun=True))

    def _read(self, wanted: int, *, begun: bool) -> bytes:
        buffer = bytearray(wanted)
        view = memoryview(buffer)
        have = 0
        deadline = time.monotonic() + self._patience if begun else None
        while have < wanted:
            if deadline is not None:
                left = deadline - time.monotonic()
                if left <= 0 or not self._poll.poll(left * 1000):
                    raise BadMessage(f"stopped in the middle of a message for {self._patience:g} s")
            try:
                got = self._socket.recv_into(view[have:])
            except ConnectionError:
                raise Closed from None
            if got == 0:
                if begun or have:
                    raise BadMessage("closed in the middle of a message")
                raise Closed
            have += got
            if deadline is None:
                deadline = time.monotonic() + self._patience
        return bytes(buffer)

    def send(self, message: Any) -> None:
        """Waits while the peer does not read; whoever reads from the channel notices when it goes away."""
        encoded = encode(message)
        with self._sending:
            self._deliver(encoded)

    def send_last(self, message: Any) -> None:
        """Tries to say why we leave, and never waits long for it: another thread may be stuck in sending."""
        if self._sending.acquire(timeout=1.0):
            try:
                # A socket that is full now belongs to a peer that does not read.
                self._socket.send(encode(message), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
            except OSError:
                pass
            finally:
                self._sending.release()

    def _deliver(self, encoded: bytes) -> None:
        try:
            self._socket.sendall(encoded)
        except (ConnectionError, BrokenPipeError):
            raise Closed from None

    def close(self) -> None:
        self._socket.close()
