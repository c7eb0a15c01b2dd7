"""The codec, and what a peer that lies gets from it. Needs no PyTorch."""

import dataclasses
import pathlib
import random
import socket
import time
import unittest

from reelmill_diffusers import messages, wire
from reelmill_diffusers.channel import Channel, Closed
from reelmill_diffusers.messages import FROM_SIDE, FROM_WORKER, Generate, Load, Picture
from reelmill_diffusers.problems import ADVICE, RETRYABLE
from reelmill_diffusers.wire import FIELD, HEADER, BadMessage

EXAMPLE = Generate(
    id=7,
    task="i2v",
    prompt="一只橙色猫在阳光下的海浪上冲浪",
    seed=2**64 - 1,
    guidance=4.5,
    width=96,
    height=64,
    frames=17,
    pictures=(Picture(role="first", width=96, height=64, count=1), Picture(role="last", offset=9, width=1, height=2)),
)


def body(message):
    return wire.encode(message)[HEADER.size :]


class TheCodec(unittest.TestCase):
    def test_a_message_survives_the_way(self):
        self.assertEqual(messages.decode(FROM_WORKER, Generate.TYPE, body(EXAMPLE)), EXAMPLE)

    def test_the_bytes_are_as_documented(self):
        self.assertEqual(
            wire.encode(messages.Ack(slot=3)).hex(" "),
            "0e 00 00 00 04 00 00 00 01 01 08 00 00 00 03 00 00 00 00 00 00 00",
        )

    def test_every_message_survives_with_every_field_set(self):
        for cls in [*FROM_WORKER.values(), *FROM_SIDE.values()]:
            filled = fill(cls)
            self.assertEqual(wire.decode_body(cls, wire.encode_body(filled)), filled)

    def test_tags_and_types_stand_once(self):
        for cls in [*FROM_WORKER.values(), *FROM_SIDE.values(), Picture, messages.Device]:
            self.assertEqual(len(wire.shapes(cls)), len(dataclasses.fields(cls)), cls)
        self.assertFalse(FROM_WORKER.keys() & FROM_SIDE.keys())

    def test_an_unknown_field_is_passed_over(self):
        added = body(EXAMPLE) + FIELD.pack(200, wire.BYTES, 3) + b"new"
        self.assertEqual(wire.decode_body(Generate, added), EXAMPLE)

    def test_what_is_wrong_is_named(self):
        eight = (5).to_bytes(8, "little")
        cases = {
            "missing": b"",
            "truncated": body(EXAMPLE)[:3],
            "left": body(EXAMPLE)[:-1],
            "stands twice": body(EXAMPLE) + FIELD.pack(1, wire.UNSIGNED, 8) + eight,
            "is unsigned, not text": FIELD.pack(1, wire.TEXT, 1) + b"x",
            "8 bytes, not 4": FIELD.pack(1, wire.UNSIGNED, 4) + eight[:4],
            "not UTF-8": FIELD.pack(2, wire.TEXT, 2) + b"\xff\xff",
            "no number": FIELD.pack(7, wire.REAL, 8) + b"\0\0\0\0\0\0\xf0\x7f",
            "over 4096 fields": FIELD.pack(99, wire.TEXT, 0) * 5000,
        }
        for words, bad in cases.items():
            with self.subTest(words), self.assertRaises(BadMessage) as caught:
                wire.decode_body(Generate, bad)
            self.assertIn(words, str(caught.exception))

    def test_random_bytes_never_do_worse_than_a_bad_message(self):
        chance = random.Random(6)
        good = [body(fill(cls)) for cls in FROM_WORKER.values()]
        for _ in range(20_000):
            cls = chance.choice([*FROM_WORKER.values(), *FROM_SIDE.values()])
            if chance.random() < 0.5:
                bad = chance.randbytes(chance.randrange(80))
            else:
                bad = bytearray(chance.choice(good))
                for _ in range(chance.randrange(1, 4)):
                    if bad:
                        bad[chance.randrange(len(bad))] = chance.randrange(256)
            try:
                wire.decode_body(cls, bytes(bad))
            except BadMessage:
                pass


def fill(cls):
    values = {}
    for name, shape in wire.shapes(cls).values():
        value = {wire.UNSIGNED: 41, wire.REAL: 2.5, wire.TEXT: "字", wire.BYTES: b"\0\1"}.get(shape.kind)
        if shape.kind == wire.GROUP:
            value = fill(shape.group)
        values[name] = (value, value) if shape.repeated else value
    return cls(**values)


class TheDocument(unittest.TestCase):
    def setUp(self):
        path = pathlib.Path(__file__).resolve().parents[2] / "docs/SIDECAR.md"
        self.lines = path.read_text("utf-8").splitlines()

    def row(self, cls):
        fields = []
        for tag, (name, shape) in wire.shapes(cls).items():
            kind = shape.group.__name__ if shape.group else wire.KIND_NAMES[shape.kind]
            fields.append(f"{tag} `{name}` {kind}{' *' * shape.repeated}{' !' * shape.required}")
        return " · ".join(fields) or "—"

    def test_it_has_every_message_and_field(self):
        for type_, cls in {**FROM_WORKER, **FROM_SIDE}.items():
            self.assertIn(f"| {type_} | {cls.__name__} | {self.row(cls)} |", self.lines)
        for cls in (Picture, messages.Device):
            self.assertIn(f"| {cls.__name__} | {self.row(cls)} |", self.lines)

    def test_it_has_every_code_and_advice(self):
        for code, retryable in RETRYABLE.items():
            self.assertTrue(any(line.startswith(f"| `{code}` | {retryable:d} |") for line in self.lines), code)
        for advice in ADVICE:
            self.assertIn(f"`{advice}`", "\n".join(self.lines))


class TheChannel(unittest.TestCase):
    def setUp(self):
        near, self.peer = socket.socketpair()
        self.channel = Channel(near, FROM_WORKER, patience=0.2)
        self.addCleanup(self.channel.close)
        self.addCleanup(self.peer.close)

    def refused(self, words):
        start = time.monotonic()
        with self.assertRaises(BadMessage) as caught:
            self.channel.receive()
        self.assertIn(words, str(caught.exception))
        self.assertLess(time.monotonic() - start, 2)

    def test_messages_in_pieces_are_put_together(self):
        for byte in wire.encode(Load(folder="/models/wan", family="wan-2.1")):
            self.peer.send(bytes([byte]))
        self.assertEqual(self.channel.receive().family, "wan-2.1")

    def test_the_end_between_two_messages_is_an_end(self):
        self.peer.close()
        self.assertRaises(Closed, self.channel.receive)

    def test_a_message_too_long_is_refused_before_its_body_comes(self):
        self.peer.send(HEADER.pack(wire.LONGEST_BODY + 1, 2, 0))
        self.refused("the longest is")

    def test_an_unknown_type_is_refused(self):
        self.peer.send(HEADER.pack(0, 99, 0))
        self.refused("unknown message type 99")

    def test_what_only_the_side_process_says_is_refused(self):
        self.peer.send(wire.encode(messages.Attached()))
        self.refused("unknown message type 17")

    def test_a_truncated_message_is_refused(self):
        self.peer.send(wire.encode(EXAMPLE)[:-4])
        self.peer.close()
        self.refused("closed in the middle")

    def test_a_peer_that_stops_in_the_middle_is_refused(self):
        for cut in (3, 12):
            self.peer.send(wire.encode(messages.Ack(slot=1))[:cut])
            self.refused("stopped in the middle")
            self.tearDown()
            self.doCleanups()
            self.setUp()

    def test_random_streams_end(self):
        chance = random.Random(4)
        for _ in range(300):
            near, peer = socket.socketpair()
            channel = Channel(near, FROM_WORKER, patience=0.2)
            peer.send(chance.randbytes(chance.randrange(1, 200)))
            peer.close()
            with self.assertRaises((BadMessage, Closed)):
                while True:
                    channel.receive()
            channel.close()


if __name__ == "__main__":
    unittest.main()
