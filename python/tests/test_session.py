"""Whole conversations with a side process whose engine needs no PyTorch."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from reelmill_diffusers import messages as m
from reelmill_diffusers import wire
from reelmill_diffusers.channel import Channel, Closed
from tests.worker import SOURCE, Worker


def request(id_=1, **changes):
    values = {"id": id_, "task": "t2v", "prompt": "count", "width": 96, "height": 64, "frames": 9, "steps": 2}
    return m.Generate(**{**values, **changes})


class Conversation(unittest.TestCase):
    def start(self, **options):
        worker = Worker(module="tests.pattern", **options)
        self.addCleanup(worker.close)
        return worker

    def assertLeaves(self, worker, status, within=2.0):
        code, seconds = worker.wait()
        self.assertEqual(code, status, worker.complaint())
        self.assertLess(seconds, within)


class AConversation(Conversation):
    def test_it_begins_with_hello_and_memory(self):
        worker = self.start()
        self.assertEqual(worker.hello.version, wire.VERSION)
        self.assertEqual(worker.hello.families, ("pattern",))
        self.assertEqual(worker.attached, m.Attached())

    def test_frames_come_in_order_through_the_ring(self):
        film = self.start(slots=3).film(request(frames=40))
        self.assertEqual(film.indexes, list(range(40)))
        self.assertEqual([frame[0] for frame in film.frames], list(range(40)))
        self.assertEqual({len(frame) for frame in film.frames}, {64 * 96 * 3})
        self.assertEqual([p.step for p in film.progress], [1, 2])
        self.assertEqual(film.end.frames, 40)

    def test_a_worker_that_does_not_acknowledge_gets_no_more_frames(self):
        worker = self.start(slots=2)
        worker.say(request(frames=5, steps=0))
        frames = [worker.receive(), worker.receive()]
        worker.socket.settimeout(0.3)
        self.assertRaises(TimeoutError, worker.receive)
        worker.socket.settimeout(None)
        for frame in frames:
            worker.say(m.Ack(slot=frame.slot))
        self.assertEqual(worker.receive().index, 2)

    def test_inputs_are_read_from_the_memory(self):
        worker = self.start()
        worker.put(0, b"\x2a")
        picture = m.Picture(role="first", width=1, height=1)
        self.assertEqual(worker.film(request(pictures=(picture,))).frames[0][0], 0x2A)

    def test_long_sound_comes_in_pieces(self):
        film = self.start().film(request(prompt="loud", frames=3))
        self.assertEqual([p.first_sample for p in film.audio], [0, 131072, 262144])
        self.assertEqual(len(film.samples), 2_400_000)

    def test_cancelling_stops_at_the_next_step(self):
        worker = self.start()
        film = worker.film(request(prompt="slow", steps=50), lambda p: worker.say(m.Cancel(id=1)))
        self.assertEqual((film.end.code, film.end.id, film.end.retryable), ("cancelled", 1, 0))
        self.assertLessEqual(len(film.progress), 3)
        self.assertIsInstance(worker.film(request(2)).end, m.Done)

    def test_cancelling_reaches_one_that_waits_for_a_slot_and_one_that_waits_its_turn(self):
        worker = self.start(slots=1)
        worker.say(request(1, steps=0))
        worker.say(request(2, steps=0))
        slot = worker.receive().slot
        worker.say(m.Cancel(id=2))
        worker.say(m.Cancel(id=1))
        self.assertEqual([worker.receive().id, worker.receive().id], [1, 2])
        worker.say(m.Ack(slot=slot))
        worker.say(m.Cancel(id=99))  # Of a generation that is no more: no error.
        self.assertIsInstance(worker.film(request(3)).end, m.Done)

    def test_a_failure_does_not_end_the_process(self):
        worker = self.start()
        failed = worker.ask(m.Load(folder="/models", family="none"))
        self.assertEqual((failed.code, failed.request, failed.retryable), ("unknown_family", 2, 0))
        failed = worker.film(request(prompt="crash")).end
        self.assertEqual((failed.code, failed.message, failed.retryable), ("internal", "ZeroDivisionError: as asked", 1))
        self.assertEqual(worker.film(request(2, width=960)).end.code, "bad_request")
        self.assertIsInstance(worker.film(request(3)).end, m.Done)

    def test_shutdown_ends_it_also_while_it_works(self):
        worker = self.start()
        worker.say(request(prompt="slow", steps=50))
        worker.say(m.Shutdown())
        self.assertLeaves(worker, 0)


class TheMemory(Conversation):
    def test_what_cannot_be_the_memory_is_refused(self):
        worker = self.start()
        for words, options in {"are needed": {"size": 4096}, "0600": {"mode": 0o644}}.items():
            failed = worker.attach(**options)
            self.assertEqual(failed.code, "bad_memory")
            self.assertIn(words, failed.message)
        for path in ("/dev/zero", "/nowhere", "/dev/shm", "a\0b"):
            failed = worker.ask(m.Attach(version=1, path=path, slot_bytes=1, slots=1))
            self.assertEqual(failed.code, "bad_memory", path)
        for slots, slot_bytes in ((0, 1), (1, 0), (2**63, 2**63), (1, 2**40)):
            failed = worker.ask(m.Attach(version=1, path="/dev/zero", slot_bytes=slot_bytes, slots=slots))
            self.assertIn("not possible", failed.message)
        self.assertEqual(worker.attach(version=2).code, "bad_version")
        self.assertEqual(worker.attach(), m.Attached())

    def test_a_memory_without_a_name_will_do(self):
        worker = self.start()
        memory = os.memfd_create("frames")
        self.addCleanup(os.close, memory)
        os.posix_fallocate(memory, 0, 1 << 20)
        attach = m.Attach(version=1, path=f"/proc/{os.getpid()}/fd/{memory}", slot_bytes=1 << 16, slots=4)
        self.assertEqual(worker.ask(attach).code, "bad_memory")  # It is born open to all.
        os.fchmod(memory, 0o600)
        self.assertEqual(worker.ask(attach), m.Attached())
        worker.say(request(frames=1, steps=0))
        frame = worker.receive()
        self.assertEqual(os.pread(memory, 9, frame.slot << 16), bytes(9))
        worker.say(m.Ack(slot=frame.slot))
        self.assertIsInstance(worker.receive(), m.Audio | m.Done)

    def test_a_generation_without_memory_is_refused(self):
        worker = self.start(attach=False)
        worker.receive()
        self.assertIn("no memory", worker.film(request()).end.message)

    def test_nothing_is_left_in_dev_shm(self):
        self.start().film(request())
        self.assertEqual([name for name in os.listdir("/dev/shm") if name.startswith("reelmill-")], [])


class ABadPeer(Conversation):
    def refused(self, raw, words, **options):
        worker = self.start(**options)
        worker.socket.sendall(raw)
        failed = worker.receive()
        while not isinstance(failed, m.Failed):
            failed = worker.receive()
        self.assertEqual(failed.code, "bad_message")
        self.assertIn(words, failed.message)
        self.assertLeaves(worker, 2)
        self.assertIn(words, worker.complaint())

    def test_it_is_told_why_it_is_refused(self):
        self.refused(wire.HEADER.pack(2**32 - 1, 1, 0), "the longest is")
        self.refused(wire.HEADER.pack(0, 77, 0), "unknown message type 77")
        self.refused(wire.encode(m.Ack(slot=0)), "holds no frame")
        self.refused(wire.encode(request(0)), "is 0")
        self.refused(wire.encode(request(prompt="sleep")) * 2, "already there")

    def test_a_flood_is_refused(self):
        flood = wire.encode(request(prompt="sleep")) + wire.encode(m.Unload()) * 80
        self.refused(flood, "requests wait")

    def test_a_message_cut_short_ends_the_process(self):
        worker = self.start()
        worker.socket.sendall(wire.encode(request())[:-3])
        worker.socket.shutdown(socket.SHUT_WR)
        self.assertLeaves(worker, 2)
        self.assertIn("closed in the middle", worker.complaint())

    def test_the_end_of_the_socket_ends_the_process_in_the_middle_of_a_step(self):
        worker = self.start()
        worker.say(request(prompt="sleep", steps=1))
        self.assertIsInstance(worker.receive(), m.Progress)
        worker.socket.close()
        self.assertLeaves(worker, 0, within=1.0)

    def test_the_end_of_the_socket_ends_a_wait_for_a_slot(self):
        worker = self.start(slots=1)
        worker.say(request(steps=0))
        worker.receive()
        worker.socket.close()
        self.assertLeaves(worker, 0, within=1.0)

    def test_a_peer_that_does_not_read_holds_nothing_up_once_it_is_gone(self):
        worker = self.start()
        worker.say(request(prompt="loud", frames=99, steps=0))
        for _ in range(99):
            worker.say(m.Ack(slot=worker.receive().slot))
        time.sleep(0.3)  # Now the socket is full of sound that nobody reads.
        worker.socket.close()
        self.assertLeaves(worker, 0, within=1.0)

    def test_random_bytes_end_the_process_or_a_request_but_never_hang(self):
        chance = random.Random(9)
        for _ in range(6):
            worker = self.start()
            worker.socket.sendall(wire.HEADER.pack(chance.randrange(200), chance.randrange(1, 9), 0))
            worker.socket.sendall(chance.randbytes(chance.randrange(1, 400)))
            worker.socket.shutdown(socket.SHUT_WR)
            with self.assertRaises(Closed):
                while True:
                    worker.receive()
            self.assertIn(worker.wait()[0], (0, 2))


class TheStart(unittest.TestCase):
    def run_with(self, *arguments):
        environment = dict(os.environ, PYTHONPATH=str(SOURCE / "src"))
        command = [sys.executable, "-m", "reelmill_diffusers", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)

    def test_an_inherited_socket_will_do(self):
        near, far = socket.socketpair()
        environment = dict(os.environ, PYTHONPATH=f"{SOURCE / 'src'}:{SOURCE}")
        command = [sys.executable, "-m", "tests.pattern", "--descriptor", str(far.fileno())]
        process = subprocess.Popen(command, env=environment, pass_fds=[far.fileno()])
        far.close()
        self.assertEqual(Channel(near, m.FROM_SIDE).receive().families, ("pattern",))
        near.close()
        self.assertEqual(process.wait(5), 0)

    def test_no_worker_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = self.run_with("--socket", f"{folder}/none")
            self.assertEqual(ended.returncode, 1)
            self.assertIn("no worker", ended.stderr)
            os.chmod(folder, 0o755)
            self.assertIn("mode 0700", self.run_with("--socket", f"{folder}/none").stderr)


if __name__ == "__main__":
    unittest.main()
