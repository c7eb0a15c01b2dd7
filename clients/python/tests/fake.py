"""A scheduler that says what a test tells it to: real sockets, real CURVE, no farm behind them."""

import json
import os
import shutil
import tempfile
import threading
import unittest

import zmq
from reelmill import _media, _members


class FakeFarm:
    """Hands each request to ``on_control`` or ``on_media``, which return the replies.

    A reply on the client port is a dictionary, whose correlation is filled in; on the media port, frames.
    """

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="reelmill-fake-")
        self.server = _members.Keys.generate()
        self.requests = []
        self.on_control = lambda request: []
        self.on_media = lambda fields: []
        self._thread = None
        _members.load_or_make_keys(_members.key_path(self.folder, "client"))
        _members.save_address(
            self.folder,
            _members.Address(
                self.endpoint("client"), self.endpoint("worker"), self.endpoint("media"),
                self.server.public))

    def endpoint(self, name):
        return f"ipc://{self.folder}/{name}"

    def start(self):
        self._stop = threading.Event()
        self._context = zmq.Context()
        self._sockets = [self._bind("client"), self._bind("media")]
        self._outbox = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        if self._thread:
            self._stop.set()
            self._thread.join()
            self._thread = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def push(self, message):
        """Says something unasked to whoever spoke last."""
        self._outbox.append(message)

    def _bind(self, name):
        socket = self._context.socket(zmq.ROUTER)
        socket.linger = 0
        socket.curve_server = True
        socket.curve_secretkey = self.server.secret
        socket.bind(self.endpoint(name))
        return socket

    def _serve(self):
        control, media = self._sockets
        peer = None
        poller = zmq.Poller()
        for socket in self._sockets:
            poller.register(socket, zmq.POLLIN)
        while not self._stop.is_set():
            ready = dict(poller.poll(10))
            if control in ready:
                peer, frame = control.recv_multipart()
                request = json.loads(frame)
                self.requests.append(request)
                for reply in self.on_control(request):
                    self._reply(control, peer, request["correlation"], reply)
            if media in ready:
                address, frame = media.recv_multipart()
                fields = _media.decode(frame)
                for frames in self.on_media(fields):
                    media.send_multipart([address, *frames])
            while peer and self._outbox:
                self._reply(control, peer, 0, self._outbox.pop(0))
        self._context.destroy(linger=0)

    @staticmethod
    def _reply(socket, peer, correlation, reply):
        if isinstance(reply, dict):
            reply = json.dumps(
                {"version": 1, "correlation": str(correlation), **reply}).encode()
        socket.send_multipart([peer, reply])


class FakeFarmTestCase(unittest.TestCase):
    def setUp(self):
        self.fake = FakeFarm()
        self.addCleanup(self.fake.remove)

    def bodies(self, name):
        """What was asked under ``name``, in order."""
        return [request[name] for request in self.fake.requests if name in request]


def portion(correlation, offset, byte_count, content):
    """Frames of a ``reelmill.media.Reply`` with bytes."""
    body = _media.encode([(1, offset), (2, byte_count)])
    return [_media.encode([(1, 1), (2, correlation), (5, body)]), content]


def refusal(correlation, code):
    body = _media.encode([(1, code.encode()), (2, b"refused")])
    return [_media.encode([(1, 1), (2, correlation), (6, body)])]


def mode(path):
    return os.stat(path).st_mode & 0o777
