"""A client and a scheduler that misbehaves, over real sockets."""

import asyncio
import base64
import hashlib
import os
import threading
import time

import reelmill

from .fake import FakeFarmTestCase, portion, refusal


def event(sequence, job=1, **happening):
    return {
        "event": {
            "sequence": str(sequence), "job": str(job), "atMs": "1790000000000", **happening}
    }


class AQuestion(FakeFarmTestCase):
    def test_is_asked_again_in_the_same_words_until_it_is_answered(self):
        self.fake.on_control = lambda request: (
            [{"submitted": {"job": "3"}}] if len(self.fake.requests) > 1 else [])
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            submission = farm.submit("a cat", key="k")
        self.assertEqual((submission.job, submission.key), (3, "k"))
        self.assertEqual(len(self.fake.requests), 2)
        self.assertEqual(self.fake.requests[0], self.fake.requests[1])

    def test_that_makes_something_each_time_is_asked_once(self):
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Silent):
                farm.create_join_token("client", timeout=2.5)
        self.assertEqual(len(self.fake.requests), 1)

    def test_waits_for_a_farm_that_starts_late(self):
        self.fake.on_control = lambda request: [{"status": {"workers": 2}}]
        late = threading.Timer(0.5, self.fake.start)
        late.start()
        with reelmill.Farm(self.fake.folder) as farm:
            self.assertEqual(farm.status().workers, 2)
        late.join()

    def test_without_a_farm_fails_in_time_and_is_never_asked_afterwards(self):
        with reelmill.Farm(self.fake.folder) as farm:
            start = time.monotonic()
            with self.assertRaises(reelmill.Unreachable):
                farm.submit("too late", timeout=0.3)
            self.assertLess(time.monotonic() - start, 3)
            self.fake.on_control = lambda request: [{"status": {}}]
            self.fake.start()
            farm.status()
        self.assertEqual(self.bodies("submit"), [])
        self.assertEqual(len(self.bodies("status")), 1)

    def test_survives_a_scheduler_that_goes_away_meanwhile(self):
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            restart = threading.Timer(0.3, self.restart)
            restart.start()
            self.assertEqual(farm.status().slots, 4)
            restart.join()

    def restart(self):
        self.fake.stop()
        self.fake.on_control = lambda request: [{"status": {"slots": 4}}]
        self.fake.start()

    def test_that_is_refused_raises_all_that_was_said(self):
        self.fake.on_control = lambda request: [
            {"refused": {"code": "over_limit", "message": "wait", "retryAfterMs": "1000"}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Refused) as caught:
                farm.submit("a cat")
        self.assertEqual((caught.exception.code, caught.exception.retry_after), ("over_limit", 1))

    def test_that_the_scheduler_cannot_read_is_refused_though_it_names_no_number(self):
        refused = b'{"version":1,"refused":{"code":"malformed","message":"unknown field"}}'
        self.fake.on_control = lambda request: [refused]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Refused) as caught:
                farm.ask({"misspelt": {}})
        self.assertEqual(caught.exception.code, "malformed")

    def test_with_an_answer_to_another_is_an_error(self):
        self.fake.on_control = lambda request: [{"status": {}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Unexpected):
                farm.show(1)
            farm.status()

    def test_about_jobs_and_workers_says_what_the_protocol_has(self):
        self.fake.on_control = lambda request: [{"carriedOut": {}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            farm.pause(7)
            farm.pause(account="ada")
            farm.resume(farm=True)
            farm.requeue(7)
            farm.move_to_front(7)
            farm.prioritize(7, -20)
            farm.drain_worker("w")
            farm.undrain_worker("w")
            farm.set_aside_worker("w", "smoke")
            farm.release_worker("w")
        asked = [
            {name: body for name, body in request.items() if name not in ("version", "correlation")}
            for request in self.fake.requests]
        self.assertEqual(asked, [
            {"pause": {"job": 7}}, {"pause": {"account": "ada"}}, {"resume": {"farm": {}}},
            {"requeue": {"job": 7}}, {"moveToFront": {"job": 7}},
            {"prioritize": {"job": 7, "priority": -20}}, {"drainWorker": {"name": "w"}},
            {"undrainWorker": {"name": "w"}}, {"setAsideWorker": {"name": "w", "reason": "smoke"}},
            {"releaseWorker": {"name": "w"}}])

    def test_to_an_older_farm_holds_nothing_that_it_does_not_know(self):
        self.fake.on_control = lambda request: (
            [{"submitted": {"job": "1"}}] if "submit" in request else [{"jobs": {}}])
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            farm.submit("a cat", key="k")
            farm.list()
        self.assertEqual(
            self.bodies("submit"),
            [{"clientKey": "k", "priority": 0, "film": {"prompt": "a cat", "seed": 0}}])
        self.assertEqual(self.bodies("list"), [{"states": []}])

    def test_outlives_answers_that_cannot_be_read(self):
        rubbish = [b"", b"\xff\xfe", b"[]", b'{"correlation":"x"}', b"{" * 5000]
        self.fake.on_control = lambda request: [*rubbish, {"status": {"workers": 1}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            self.assertEqual(farm.status().workers, 1)

    def test_to_an_impostor_is_not_asked(self):
        real = self.fake.server
        self.fake.server = reelmill._members.Keys.generate()
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises((reelmill.HandshakeFailed, reelmill.Unreachable)):
                farm.status(timeout=1)
        self.assertEqual(self.fake.requests, [])
        self.assertNotEqual(real, self.fake.server)

    def test_on_a_closed_connection_is_an_error(self):
        farm = reelmill.Farm(self.fake.folder)
        farm.close()
        farm.close()
        with self.assertRaisesRegex(reelmill.FarmError, "closed"):
            farm.status()
        with self.assertRaisesRegex(reelmill.FarmError, "closed"):
            list(farm.watch(1))

    def test_under_way_fails_when_the_connection_is_closed(self):
        self.fake.start()
        farm = reelmill.Farm(self.fake.folder)
        threading.Timer(0.2, farm.close).start()
        with self.assertRaisesRegex(reelmill.FarmError, "closed"):
            farm.status()

    def test_of_many_threads_gets_its_own_answer(self):
        self.fake.on_control = lambda request: [{"job": {"job": request["show"]["job"]}}]
        self.fake.start()
        wrong = []
        with reelmill.Farm(self.fake.folder) as farm:
            def ask(first):
                wrong.extend(n for n in range(first, first + 50) if farm.show(n).id != n)

            threads = [threading.Thread(target=ask, args=(100 * i,)) for i in range(1, 9)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(len(self.bodies("show")), 400)


class AWatch(FakeFarmTestCase):
    def test_goes_on_after_the_last_event_seen_and_tells_nothing_twice(self):
        self.fake.on_control = lambda request: [
            {"watching": {}}, event(1, phase="queued"), event(4, phase="running"),
            event(4, progress={"fraction": 0.5})] if "watch" in request else []
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            events = farm.watch(1)
            told = [next(events) for _ in range(3)]
            self.fake.stop()
            self.fake.on_control = lambda request: [
                {"watching": {}}, event(4, phase="running"), event(7, note="again"),
                event(9, cancelled={})] if "watch" in request else []
            self.fake.start()
            told += list(events)
        self.assertEqual([event.sequence for event in told], [1, 4, 4, 7, 9])
        self.assertIsInstance(told[-1], reelmill.Cancelled)
        self.assertEqual(self.bodies("watch")[0]["afterSequence"], 0)
        self.assertEqual(self.bodies("watch")[-1]["afterSequence"], 4)

    def test_is_asked_for_again_while_nothing_confirms_it(self):
        self.fake.on_control = lambda request: (
            [event(1, cancelled={})] if len(self.bodies("watch")) == 2 else [])
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            self.assertEqual(len(list(farm.watch(1))), 1)

    def test_grants_credit_as_events_are_read_and_not_before(self):
        sent = {"credit": 0, "next": 1}

        def push(request):
            sent["credit"] += request.get("watch", {}).get("credit", 0)
            sent["credit"] += request.get("credit", {}).get("more", 0)
            replies = [{"watching": {}}] if "watch" in request else []
            while sent["credit"] and sent["next"] <= 100:
                sent["credit"] -= 1
                last = sent["next"] == 100
                replies.append(
                    event(sent["next"], **({"cancelled": {}} if last else {"note": "."})))
                sent["next"] += 1
            for reply in replies:
                reply.setdefault("correlation", str(self.watch_number(request)))
            return replies

        self.fake.on_control = push
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            events = farm.watch(1, credit=8)
            first = next(events)
            time.sleep(0.2)
            self.assertLessEqual(sent["next"], 10)
            rest = list(events)
        self.assertEqual([e.sequence for e in [first, *rest]], list(range(1, 101)))

    def watch_number(self, request):
        return request.get("credit", {}).get("watch", request["correlation"])

    def test_that_is_refused_raises(self):
        self.fake.on_control = lambda request: [{"refused": {"code": "unknown", "message": "none"}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Refused):
                list(farm.watch(9))

    def test_gives_up_on_a_farm_out_of_reach_after_its_timeout(self):
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Unreachable):
                list(farm.watch(1, timeout=0.3))

    def test_is_ended_at_the_farm_when_it_is_closed(self):
        self.fake.on_control = lambda request: (
            [{"watching": {}}, event(1, phase="queued")] if "watch" in request else
            [{"status": {}}] if "status" in request else [])
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with farm.watch(1) as events:
                next(events)
            farm.status()
        self.assertEqual(len(self.bodies("unwatch")), 1)

    def test_ends_a_wait_in_time(self):
        self.fake.on_control = lambda request: [{"watching": {}}]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.Silent):
                farm.wait(1, timeout=0.3)

    def test_tells_how_a_job_ended(self):
        self.fake.on_control = lambda request: [event(1, failed={"code": "no", "message": "why"})]
        self.fake.start()
        with reelmill.Farm(self.fake.folder) as farm:
            with self.assertRaises(reelmill.JobFailed) as caught:
                farm.wait(1)
        self.assertEqual((caught.exception.code, caught.exception.job), ("no", 1))

    def test_that_is_awaited_and_cancelled_loses_no_event(self):
        self.fake.on_control = lambda request: [{"watching": {}}] if "watch" in request else []
        self.fake.start()

        async def follow():
            async with reelmill.AsyncFarm(self.fake.folder) as farm:
                events = farm.watch(1)
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(events.__anext__(), 0.3)
                number = self.fake.requests[0]["correlation"]
                for sequence in (1, 2, 3):
                    last = {"cancelled": {}} if sequence == 3 else {"note": "."}
                    self.fake.push({**event(sequence, **last), "correlation": str(number)})
                return [event.sequence async for event in events]

        self.assertEqual(asyncio.run(follow()), [1, 2, 3])


class ADownload(FakeFarmTestCase):
    CONTENT = bytes(range(256)) * 8192  # 2 MiB: four portions

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.fake.folder, "film.mp4")
        self.tickets = 0
        self.offsets = []
        self.fake.on_control = self.grant
        self.fake.on_media = self.portions
        self.fake.start()

    def grant(self, request):
        if "media" not in request:
            return []
        self.tickets += 1
        digest = hashlib.sha256(self.CONTENT).digest()
        return [{"media": {
            "ticket": base64.b64encode(b"ticket %d" % self.tickets).decode(),
            "blob": base64.b64encode(digest).decode(), "byteCount": str(len(self.CONTENT))}}]

    def portions(self, fields):
        read = reelmill._media.decode(fields[5])
        offset, length = read.get(2, 0), read[3]
        self.offsets.append(offset)
        content = self.CONTENT[offset:offset + length]
        return [portion(fields[2], offset, len(self.CONTENT), content)]

    def download(self, **options):
        with reelmill.Farm(self.fake.folder) as farm:
            return farm.download(1, self.path, **options)

    def assert_whole(self):
        with open(self.path, "rb") as file:
            self.assertTrue(file.read() == self.CONTENT)
        self.assertFalse(os.path.exists(self.path + ".part"))

    def test_is_whole_and_tells_its_progress(self):
        progress = []
        download = self.download(progress=lambda *step: progress.append(step))
        self.assert_whole()
        self.assertEqual(download.sha256, hashlib.sha256(self.CONTENT).digest())
        self.assertEqual(progress[0], (0, 1 << 21))
        self.assertEqual(progress[-1], (1 << 21, 1 << 21))

    def test_goes_on_where_it_was_interrupted(self):
        with open(self.path + ".part", "wb") as file:
            file.write(self.CONTENT[:1_000_000])
        self.download()
        self.assert_whole()
        self.assertEqual(min(self.offsets), 1_000_000)

    def test_begins_anew_where_the_beginning_was_another_file(self):
        with open(self.path + ".part", "wb") as file:
            file.write(b"x" * 1_000_000)
        self.download()
        self.assert_whole()
        self.assertEqual(sorted(set(self.offsets))[:2], [0, 524288])

    def test_that_is_damaged_leaves_nothing(self):
        good = self.portions

        def spoil(fields):
            [[frame, content]] = good(fields)
            return [[frame, b"x" + content[1:]]]

        self.fake.on_media = spoil
        with self.assertRaises(reelmill.Damaged):
            self.download()
        self.assertFalse(os.path.exists(self.path))
        self.assertFalse(os.path.exists(self.path + ".part"))

    def test_renews_a_ticket_that_expired_on_the_way(self):
        good = self.portions

        def expire(fields):
            ticket = reelmill._media.decode(fields[5])[1]
            if ticket == b"ticket 1" and len(self.offsets) >= 2:
                return [refusal(fields[2], "bad_ticket")]
            return good(fields)

        self.fake.on_media = expire
        self.download()
        self.assert_whole()
        self.assertEqual(self.tickets, 2)

    def test_takes_portions_that_are_shorter_than_asked(self):
        def shorten(fields):
            read = reelmill._media.decode(fields[5])
            offset, length = read.get(2, 0), min(read[3], 300_001)
            return [portion(
                fields[2], offset, len(self.CONTENT), self.CONTENT[offset:offset + length])]

        self.fake.on_media = shorten
        self.download()
        self.assert_whole()

    def test_refuses_bytes_that_were_not_asked_for(self):
        for wrong in (
            lambda n, at: portion(n, at + 1, 1 << 21, b"x" * 9),
            lambda n, at: portion(n, at, 1 << 22, b"x" * 9),
            lambda n, at: portion(n, at, 1 << 21, b""),
            lambda n, at: portion(n, at, 1 << 21, b"x" * (600 << 10)),
            lambda n, at: [reelmill._media.encode([(1, 1), (2, n)])],
        ):
            self.fake.on_media = lambda fields, wrong=wrong: [
                wrong(fields[2], reelmill._media.decode(fields[5]).get(2, 0))]
            with self.assertRaises(reelmill.Unexpected):
                self.download()
            self.assertFalse(os.path.exists(self.path))

    def test_asks_again_for_bytes_that_were_lost(self):
        good = self.portions
        lost = []

        def lose(fields):
            if len(lost) < 2:
                lost.append(fields)
                return []
            return good(fields)

        self.fake.on_media = lose
        self.download()
        self.assert_whole()

    def test_never_takes_the_place_of_a_folder(self):
        os.mkdir(self.path)
        with self.assertRaises(FileExistsError):
            self.download()

    def test_of_a_range_gives_that_range(self):
        with reelmill.Farm(self.fake.folder) as farm:
            self.assertTrue(
                farm.read(1, offset=700_000, length=1_000_000) == self.CONTENT[700_000:1_700_000])
            self.assertEqual(farm.read(1, offset=(1 << 21) - 3, length=99), b"\xfd\xfe\xff")
            self.assertEqual(farm.read(1, offset=1 << 22), b"")
            self.assertTrue(farm.read(1) == self.CONTENT)
            self.assertTrue(b"".join(farm.stream(1)) == self.CONTENT)

    def test_is_the_same_when_awaited(self):
        async def fetch():
            async with reelmill.AsyncFarm(self.fake.folder) as farm:
                await farm.download(1, self.path)
                return b"".join([piece async for piece in farm.stream(1)])

        self.assertTrue(asyncio.run(fetch()) == self.CONTENT)
        self.assert_whole()
