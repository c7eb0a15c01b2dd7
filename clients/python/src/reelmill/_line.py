"""One socket of a client and what is known of its connection."""

from __future__ import annotations

from typing import Iterator, List, Optional

import zmq
from zmq.utils.monitor import parse_monitor_message

from ._members import Keys
from .errors import FarmError, HandshakeFailed, KeyRefused, Silent, Unreachable

#: Bytes of the largest frame that a scheduler sends (docs/PROTOCOL.md).
LARGEST_FRAME = 8 << 20

EVENTS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_DISCONNECTED
)


class Line:
    """Belongs to the client's thread."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], endpoint: str, keys: Keys,
        server_key: Optional[bytes],
    ) -> None:
        self.endpoint = endpoint
        #: None while messages flow.
        self.trouble: Optional[str] = "unreachable"
        self.socket = context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.setsockopt(zmq.MAXMSGSIZE, LARGEST_FRAME)
        self.socket.setsockopt(zmq.HANDSHAKE_IVL, 5000)
        self.socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
        self.socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 15000)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 5000)
        if endpoint.startswith("tcp://["):
            self.socket.setsockopt(zmq.IPV6, 1)
        if server_key is not None:
            self.socket.curve_publickey = keys.public
            self.socket.curve_secretkey = keys.secret
            self.socket.curve_serverkey = server_key
        self.monitor = self.socket.get_monitor_socket(EVENTS)
        self.socket.connect(endpoint)

    def join(self, poller: zmq.Poller) -> None:
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self.monitor, zmq.POLLIN)

    def news(self) -> Iterator[str]:
        """What happened to the connection: ``ready``, ``lost`` or ``refused``."""
        while self.monitor.poll(0):
            event = parse_monitor_message(self.monitor.recv_multipart())["event"]
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self.trouble = None
                yield "ready"
            elif event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
                self.trouble = "key refused"
                yield "refused"
            elif event == zmq.EVENT_DISCONNECTED and self.trouble is None:
                self.trouble = "unreachable"
                yield "lost"
            elif event != zmq.EVENT_DISCONNECTED:
                self.trouble = "handshake failed"

    def send(self, frames: List[bytes]) -> bool:
        """False where no connection or a full queue is in the way: try again later."""
        if self.trouble is not None:
            return False
        try:
            self.socket.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def receive(self) -> Iterator[List[bytes]]:
        while True:
            try:
                yield self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return

    def lateness(self, seconds: float) -> FarmError:
        """Why nothing came for so long."""
        if self.trouble == "key refused":
            return self.refusal()
        if self.trouble == "handshake failed":
            return HandshakeFailed(
                f"whoever listens at {self.endpoint} does not prove to be this farm: check the "
                "address, or join again")
        if self.trouble is not None:
            return Unreachable(
                f"no farm answers at {self.endpoint} (tried for {seconds:g} s): is the scheduler running?")
        return Silent(
            f"the farm at {self.endpoint} is connected but gave no answer within {seconds:g} s")

    def refusal(self) -> FarmError:
        return KeyRefused(
            f"the farm at {self.endpoint} does not know this key: ask its operator for a join token")

    def close(self) -> None:
        self.socket.disable_monitor()
        self.monitor.close(0)
        self.socket.close(0)
