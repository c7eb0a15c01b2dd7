"""The thread of a client: owns its sockets, sends what callers ask and hands them the answers."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Callable, Deque, Dict, List, Optional

import zmq

from . import _media, _wire
from ._line import Line
from ._members import Address, Keys
from ._watch import Watch
from .errors import FarmError, NoFarm, Refused, Unexpected


@dataclass
class Exchange:
    """A question and whoever waits for its answer."""

    frames: List[bytes]
    line: Line
    #: Whether asking twice is the same as asking once.
    is_repeatable: bool
    timeout: float
    deadline: float
    #: A message of the client port, or the frames of the media port.
    future: Future[Any]
    next_sending: float
    pause: float = 1.0
    is_sent: bool = False

    def finish(self, answer: Any) -> None:
        """Answers the caller, who may have gone."""
        if not self.future.set_running_or_notify_cancel():
            return
        if isinstance(answer, BaseException):
            self.future.set_exception(answer)
        else:
            self.future.set_result(answer)


class Loop:
    """Any thread may call its methods; only its own touches sockets."""

    def __init__(self, address: Address, keys: Keys) -> None:
        self._numbers = itertools.count(1)
        self._mail: Deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._is_closing = False
        self._exchanges: Dict[int, Exchange] = {}
        self._watches: Dict[int, Watch] = {}
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        try:
            self._control = Line(self._context, address.client, keys, address.server_key)
            self._media = Line(self._context, address.media, keys, address.server_key)
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            raise NoFarm(f"{address.client} cannot be connected to: {error}") from error
        self._waker, self._sleeper = socket.socketpair()
        self._waker.setblocking(False)
        self._sleeper.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="reelmill", daemon=True)
        self._thread.start()

    # What callers ask.

    def ask(
        self, body: _wire.JSON, timeout: float, is_repeatable: bool = True,
    ) -> Future[_wire.JSON]:
        """Asks on the client port, again until there is an answer."""
        number = next(self._numbers)
        frames = [_wire.request(number, body)]
        return self._post_exchange(number, frames, self._control, timeout, is_repeatable)

    def read(
        self, ticket: bytes, offset: int, length: int, timeout: float,
    ) -> Future[List[bytes]]:
        """Asks for bytes on the media port."""
        number = next(self._numbers)
        frames = [_media.read_request(number, ticket, offset, length)]
        return self._post_exchange(number, frames, self._media, timeout, True)

    def watch(self, job: Optional[int], after: int, credit: int, patience: float) -> Watch:
        watch = Watch(next(self._numbers), job, after, credit, patience, self._grant)

        def begin() -> None:
            watch.unconfirmed_since = time.monotonic()
            self._watches[watch.number] = watch
            if self._control.trouble == "key refused":
                self._end_watch(watch.number, self._control.refusal())

        if not self._post(begin):
            watch.finish(closed())
        return watch

    def unwatch(self, watch: Watch) -> None:
        def end() -> None:
            if self._watches.pop(watch.number, None) is not None:
                self._send_control(watch.number, {"unwatch": {"watch": watch.number}})

        watch.finish()
        self._post(end)

    def close(self) -> None:
        """Fails what is under way and returns once the sockets are closed."""
        with self._lock:
            self._is_closing = True
        self._wake()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _grant(self, number: int, more: int) -> None:
        def grant() -> None:
            if number in self._watches:
                self._send_control(number, {"credit": {"watch": number, "more": more}})

        self._post(grant)

    def _post_exchange(
        self, number: int, frames: List[bytes], line: Line, timeout: float, is_repeatable: bool,
    ) -> Future[Any]:
        now = time.monotonic()
        exchange = Exchange(
            frames, line, is_repeatable, timeout, now + timeout, Future(), next_sending=now)

        def begin() -> None:
            if line.trouble == "key refused":
                exchange.finish(line.refusal())
            else:
                self._exchanges[number] = exchange

        if not self._post(begin):
            exchange.finish(closed())
        return exchange.future

    def _post(self, order: Callable[[], None]) -> bool:
        with self._lock:
            if self._is_closing:
                return False
            self._mail.append(order)
        self._wake()
        return True

    def _wake(self) -> None:
        try:
            self._waker.send(b"\0")
        except (BlockingIOError, OSError):
            pass  # The thread is awake already, or gone.

    # The thread.

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._sleeper, zmq.POLLIN)
        self._control.join(poller)
        self._media.join(poller)
        try:
            while not self._is_closing:
                poller.poll(self._pause())
                self._carry_out_orders()
                self._follow(self._control)
                self._follow(self._media)
                self._receive_replies()
                self._receive_media()
                self._keep_time(time.monotonic())
        finally:
            with self._lock:
                self._is_closing = True
            self._carry_out_orders()
            for exchange in self._exchanges.values():
                exchange.finish(closed())
            for watch in self._watches.values():
                watch.finish(closed())
            for line in (self._control, self._media):
                line.close()
            self._sleeper.close()
            self._waker.close()
            self._context.term()

    def _pause(self) -> Optional[int]:
        """Milliseconds until something is due."""
        instants = [
            instant
            for exchange in self._exchanges.values()
            for instant in (exchange.deadline, self._due(exchange))
        ]
        for watch in self._watches.values():
            if not watch.is_confirmed:
                instants.append(watch.unconfirmed_since + watch.patience)
                if self._control.trouble is None:
                    instants.append(watch.next_sending)
        if not instants:
            return None
        return max(0, int((min(instants) - time.monotonic()) * 1000) + 1)

    @staticmethod
    def _due(exchange: Exchange) -> float:
        """When an exchange is to be sent: not while there is no connection."""
        if exchange.line.trouble is not None or exchange.is_sent and not exchange.is_repeatable:
            return exchange.deadline
        return exchange.next_sending

    def _carry_out_orders(self) -> None:
        try:
            while self._sleeper.recv(4096):
                pass
        except BlockingIOError:
            pass
        while self._mail:
            self._mail.popleft()()

    def _follow(self, line: Line) -> None:
        for news in line.news():
            if news == "ready":
                # Whatever was under way when the connection broke is lost.
                for exchange in self._exchanges.values():
                    if exchange.line is line:
                        exchange.next_sending = 0
            elif news == "refused":
                self._fail_all(line)
            if line is self._control:
                for watch in self._watches.values():
                    if watch.is_confirmed:
                        watch.unconfirmed_since = time.monotonic()
                    watch.is_confirmed = False
                    watch.next_sending = 0

    def _fail_all(self, line: Line) -> None:
        for number in [n for n, e in self._exchanges.items() if e.line is line]:
            self._exchanges.pop(number).finish(line.refusal())
        if line is self._control:
            for number in list(self._watches):
                self._end_watch(number, line.refusal())

    def _receive_replies(self) -> None:
        for frames in self._control.receive():
            number = 0
            try:
                message = _wire.reply(frames[0])
                number = _wire.correlation(message)
                self._take(number, message)
            except (FarmError, ValueError, TypeError, KeyError, AttributeError) as error:
                problem = Unexpected(f"the farm's answer does not fit: {error}")
                exchange = self._exchanges.pop(number, None)
                if exchange is not None:
                    exchange.finish(problem)
                self._end_watch(number, problem)

    def _take(self, number: int, message: _wire.JSON) -> None:
        if number == 0 and "refused" in message:
            number = self._unread()
        exchange = self._exchanges.pop(number, None)
        if exchange is not None:
            refused = message.get("refused")
            exchange.finish(Refused.from_json(refused) if refused is not None else message)
            return
        watch = self._watches.get(number)
        if watch is None:
            return
        if "event" in message:
            watch.is_confirmed = True
            if watch.take(_wire.event(message["event"])):
                del self._watches[number]
        elif "watching" in message:
            watch.is_confirmed = True
        elif "refused" in message:
            self._end_watch(number, Refused.from_json(message["refused"]))

    def _unread(self) -> int:
        """The request that the scheduler could not read, not even its number: 0 where it is open which."""
        numbers = [n for n, e in self._exchanges.items() if e.line is self._control and e.is_sent]
        return numbers[0] if len(numbers) == 1 else 0

    def _receive_media(self) -> None:
        for frames in self._media.receive():
            try:
                exchange = self._exchanges.pop(_media.correlation(frames[0]), None)
            except Unexpected:
                continue  # Nobody can be told; whoever asked asks again.
            if exchange is not None:
                exchange.finish(frames)

    def _keep_time(self, now: float) -> None:
        for number, exchange in list(self._exchanges.items()):
            if exchange.future.cancelled():
                del self._exchanges[number]
            elif exchange.deadline <= now:
                del self._exchanges[number]
                exchange.finish(exchange.line.lateness(exchange.timeout))
            elif self._due(exchange) > now:
                continue
            elif exchange.line.send(exchange.frames):
                exchange.is_sent = True
                exchange.next_sending = now + exchange.pause
                exchange.pause = min(2 * exchange.pause, 8)
            else:
                exchange.next_sending = now + 0.05
        for number, watch in list(self._watches.items()):
            if watch.is_confirmed:
                continue
            if watch.unconfirmed_since + watch.patience <= now:
                self._end_watch(number, self._control.lateness(watch.patience))
            elif watch.next_sending <= now and self._control.trouble is None:
                self._send_control(number, watch.request)
                watch.next_sending = now + 2

    def _send_control(self, number: int, body: _wire.JSON) -> None:
        """Without a connection nothing is sent: the watch is asked for anew on the next one."""
        self._control.send([_wire.request(number, body)])

    def _end_watch(self, number: int, error: FarmError) -> None:
        watch = self._watches.pop(number, None)
        if watch is not None:
            watch.finish(error)


def closed() -> FarmError:
    return FarmError("this connection to the farm is closed")
