"""The worker's side of the protocol, as the tests and the benchmark speak it."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from reelmill_diffusers import messages as m
from reelmill_diffusers.channel import Channel
from reelmill_diffusers.wire import VERSION

SOURCE = pathlib.Path(__file__).resolve().parent.parent
DEADLINE = 120.0


class Worker:
    """A side process on a private socket, and the memory shared with it."""

    def __init__(self, module="reelmill_diffusers", slot_bytes=64 * 96 * 3, slots=4, input_bytes=1 << 20, attach=True,
                 ahead=()):  # fmt: skip
        """`ahead` are folders whose modules stand before the installed ones."""
        self.folder = tempfile.TemporaryDirectory(prefix="side-")  # Of mode 0700.
        path = os.path.join(self.folder.name, "socket")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(path)
        listener.listen(1)
        listener.settimeout(DEADLINE)
        modules = os.pathsep.join([*ahead, str(SOURCE / "src"), str(SOURCE)])
        environment = dict(os.environ, OMP_NUM_THREADS="1", PYTHONPATH=modules)
        self.stderr = tempfile.TemporaryFile()
        command = [sys.executable, "-m", module, "--socket", path]
        self.process = subprocess.Popen(command, env=environment, stderr=self.stderr)
        self.socket, _ = listener.accept()
        listener.close()
        self.channel = Channel(self.socket, m.FROM_SIDE)
        self.input_bytes, self.slot_bytes, self.slots = input_bytes, slot_bytes, slots
        self.memory = None
        if attach:
            self.hello = self.receive()
            self.attached = self.attach()

    def attach(self, size=None, mode=0o600, version=VERSION):
        total = self.input_bytes + self.slot_bytes * self.slots
        descriptor, path = tempfile.mkstemp(dir="/dev/shm", prefix="reelmill-")
        try:
            # Reserved, not only announced: a full tmpfs would otherwise end a process by SIGBUS later.
            os.posix_fallocate(descriptor, 0, total if size is None else size)
            os.fchmod(descriptor, mode)
            self.say(m.Attach(version=version, path=path, input_bytes=self.input_bytes,
                              slot_bytes=self.slot_bytes, slots=self.slots))  # fmt: skip
            answer = self.receive()
        finally:
            os.unlink(path)  # Nothing is left behind, whoever crashes from here on.
            if self.memory is not None:
                os.close(self.memory)
            self.memory = descriptor
        return answer

    def say(self, message):
        self.channel.send(message)

    def receive(self):
        return self.channel.receive()

    def ask(self, message):
        self.say(message)
        return self.receive()

    def put(self, offset, pixels):
        os.pwrite(self.memory, pixels, offset)

    def read_slot(self, frame):
        length = frame.width * frame.height * 3
        return os.pread(self.memory, length, self.input_bytes + frame.slot * self.slot_bytes)

    def film(self, request, on_progress=lambda _: None):
        """Everything that a generation says until it is done or failed."""
        film = Film()
        self.say(request)
        while True:
            message = self.receive()
            if isinstance(message, m.Progress):
                film.progress.append(message)
                on_progress(message)
            elif isinstance(message, m.Frame):
                film.frames.append(self.read_slot(message))
                film.indexes.append(message.index)
                self.say(m.Ack(slot=message.slot))
            elif isinstance(message, m.Audio):
                film.audio.append(message)
            else:
                film.end = message
                return film

    def wait(self, timeout=10.0):
        """The exit status, and how long it took to come."""
        start = time.monotonic()
        return self.process.wait(timeout), time.monotonic() - start

    def complaint(self):
        self.stderr.seek(0)
        return self.stderr.read().decode()

    def close(self):
        self.socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.memory is not None:
            os.close(self.memory)
            self.memory = None
        self.stderr.close()
        self.folder.cleanup()


class Film:
    def __init__(self):
        self.progress, self.frames, self.indexes, self.audio, self.end = [], [], [], [], None

    @property
    def samples(self):
        return b"".join(piece.samples for piece in self.audio)
