"""Messages between bytes and values."""

import json
import random
import unittest
from datetime import timezone

import reelmill
from reelmill import _media, _wire


class ARequest(unittest.TestCase):
    def test_leaves_out_what_is_absent_and_keeps_what_is_zero(self):
        frame = _wire.request(7, {"submit": {"title": None, "film": {"seed": 0, "style": None}}})
        self.assertEqual(
            json.loads(frame),
            {"version": 1, "correlation": 7, "submit": {"film": {"seed": 0}}})

    def test_begins_with_the_byte_that_marks_json_and_is_utf_8(self):
        frame = _wire.request(1, {"hello": {"client": "一只猫"}})
        self.assertTrue(frame.startswith(b"{"))
        self.assertIn("一只猫".encode(), frame)

    def test_names_the_part_of_a_job(self):
        self.assertEqual(_wire.media_part("contact_sheet"), {"contactSheet": {}})
        self.assertEqual(
            _wire.media_part(reelmill.Chunk("audio", 2)),
            {"chunk": {"track": "audio", "index": 2}})
        with self.assertRaises(ValueError):
            _wire.media_part("trailer")


class AnEvent(unittest.TestCase):
    def read(self, **happening):
        return _wire.event({"sequence": "5", "job": "12", "atMs": "1790000002500", **happening})

    def test_of_every_kind_is_read(self):
        cases = {
            "phase": ("running", reelmill.PhaseChanged),
            "progress": ({"fraction": 0.5, "remainingMs": "1500"}, reelmill.Progressed),
            "chunk": ({"track": "video", "task": "40", "playable": 1}, reelmill.ChunkStored),
            "completed": ({"video": "AAEC", "byteCount": "9"}, reelmill.Completed),
            "failed": ({"code": "x", "retryWorthwhile": True}, reelmill.Failed),
            "cancelled": ({}, reelmill.Cancelled),
            "note": ("hello", reelmill.Note),
            "attemptEnded": ({"step": "render", "attempt": 2, "lost": {}}, reelmill.AttemptEnded),
        }
        for name, (content, kind) in cases.items():
            event = self.read(**{name: content})
            self.assertIsInstance(event, kind)
            self.assertEqual((event.sequence, event.job), (5, 12))
            self.assertEqual(event.at.tzinfo, timezone.utc)
            self.assertEqual(event.at.timestamp(), 1790000002.5)
            self.assertEqual(event.is_final, name in ("completed", "failed", "cancelled"))

    def test_has_the_values_that_came(self):
        self.assertEqual(self.read(progress={"remainingMs": "1500"}).progress.remaining, 1.5)
        self.assertIsNone(self.read(progress={}).progress.remaining)
        self.assertEqual(self.read(completed={"video": "AAEC"}).film.video, b"\0\1\2")
        ended = self.read(attemptEnded={"failed": {"code": "boom"}, "worker": "w"})
        self.assertEqual((ended.ending, ended.failure.code, ended.worker), ("failed", "boom", "w"))

    def test_of_a_newer_farm_is_handed_on_as_it_came(self):
        event = self.read(applause={"loud": True})
        self.assertIsInstance(event, reelmill.UnknownEvent)
        self.assertEqual(event.content["applause"], {"loud": True})


class AReport(unittest.TestCase):
    def test_of_a_job_has_its_values_and_the_defaults_of_what_is_absent(self):
        job = _wire.job({
            "job": "7", "state": "queued", "submittedMs": "1000", "paused": {"account": "ada"},
            "labels": [{"key": "shot", "value": "7"}], "timeoutMs": "90500", "requeues": 1})
        self.assertEqual((job.id, job.paused, job.labels), (7, "account", {"shot": "7"}))
        self.assertEqual((job.attempt_timeout, job.requeues), (90.5, 1))
        self.assertIsNone(job.maximum_attempts)
        self.assertIsNone(job.started)
        self.assertFalse(job.is_over)

    def test_of_a_task_has_every_attempt(self):
        explanation = _wire.explanation({"job": "7", "tasks": [{"task": "1", "attempts": [
            {"attempt": 1, "worker": "w", "startedMs": "1000", "endedMs": "2000",
             "ending": "failed", "failure": {"code": "no_memory"}},
            {"attempt": 2, "worker": "v", "startedMs": "3000", "ending": "running"}]}]})
        first, second = explanation.tasks[0].attempts
        self.assertEqual((first.number, first.worker, first.ending), (1, "w", "failed"))
        self.assertEqual(first.failure.code, "no_memory")
        self.assertEqual((second.ending, second.ended, second.failure), ("running", None, None))


class ARefusal(unittest.TestCase):
    def test_carries_code_field_value_limit_and_when_to_retry(self):
        refused = reelmill.Refused.from_json({
            "code": "over_limit", "message": "too many", "field": "submit", "value": "11",
            "limit": "10", "retryAfterMs": "2500"})
        self.assertEqual(str(refused), "too many")
        self.assertEqual(
            (refused.code, refused.field, refused.value, refused.limit, refused.retry_after),
            ("over_limit", "submit", "11", "10", 2.5))

    def test_says_where_trying_again_is_pointless(self):
        self.assertIsNone(reelmill.Refused.from_json({"code": "unknown"}).retry_after)


class AMediaMessage(unittest.TestCase):
    def test_has_the_bytes_of_the_protocol(self):
        # version 1, correlation 300, read { ticket "ab", offset 512, length 128 }
        self.assertEqual(
            _media.read_request(300, b"ab", 512, 128).hex(" "),
            "08 01 10 ac 02 2a 0a 0a 02 61 62 10 80 04 18 80 01")

    def test_is_read_back(self):
        body = _media.encode([(1, 1 << 40), (2, (1 << 63) + 5)])
        frame = _media.encode([(1, 1), (2, 9), (5, body)])
        self.assertEqual(_media.correlation(frame), 9)
        self.assertEqual(_media.portion(frame), (1 << 40, (1 << 63) + 5))

    def test_may_hold_fields_of_a_newer_farm(self):
        body = _media.encode([(1, 5), (2, 6), (19, b"new")]) + b"\xa5\x01abcd" + b"\xa1\x01abcdefgh"
        self.assertEqual(_media.portion(_media.encode([(5, body)])), (5, 6))

    def test_that_refuses_is_raised(self):
        body = _media.encode([(1, b"bad_ticket"), (2, b"expired"), (6, 1500)])
        with self.assertRaises(reelmill.Refused) as caught:
            _media.portion(_media.encode([(6, body)]))
        self.assertEqual(caught.exception.code, "bad_ticket")
        self.assertEqual(caught.exception.retry_after, 1.5)

    def test_of_chance_bytes_is_refused_or_read_and_nothing_else(self):
        chance = random.Random(7)
        outcomes = {"read": 0, "unexpected": 0}
        for _ in range(20_000):
            frame = chance.randbytes(chance.randrange(24))
            try:
                _media.correlation(frame)
                _media.portion(frame)
                outcomes["read"] += 1
            except (reelmill.Unexpected, reelmill.Refused):
                outcomes["unexpected"] += 1
        self.assertEqual(sum(outcomes.values()), 20_000)
        self.assertGreater(outcomes["unexpected"], 10_000)

    def test_that_is_cut_anywhere_is_refused(self):
        frame = _media.encode([(1, 1), (2, 9), (5, _media.encode([(1, 300), (2, 400)]))])
        for end in range(4, len(frame)):
            with self.assertRaises(reelmill.Unexpected):
                _media.portion(frame[:end])
