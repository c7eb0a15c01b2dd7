"""The client and a real farm, from prompt to film."""

import asyncio
import hashlib
import os
import tempfile
import threading

import reelmill

from .processes import FarmTestCase


class AFarm(FarmTestCase):
    def setUp(self):
        super().setUp()
        self.processes.start_scheduler()

    def test_makes_a_film_that_arrives_whole(self):
        self.processes.start_worker()
        farm = self.connect()
        submission = farm.submit("a kitten blinks", title="Blink", **self.FILM)
        events = list(farm.watch(submission.job))
        self.assertIsInstance(events[-1], reelmill.Completed)
        chunks = [e for e in events if isinstance(e, reelmill.ChunkStored) and e.track == "video"]
        self.assertEqual(sorted(e.playable for e in chunks)[-1], 2)

        job = farm.show(submission.job)
        self.assertEqual((job.state, job.title, job.width), ("completed", "Blink", 160))
        self.assertTrue(job.is_over)
        self.assertEqual(job.film, farm.wait(submission.job))
        self.assertEqual(job.film.frame_count, 48)

        path = os.path.join(self.processes.data, "film.mp4")
        download = farm.download(submission.job, path)
        with open(path, "rb") as file:
            content = file.read()
        self.assertEqual(hashlib.sha256(content).digest(), job.film.video)
        self.assertEqual(download.byte_count, len(content))
        self.assertEqual(content[4:8], b"ftyp")
        self.assertTrue(b"".join(farm.stream(submission.job)) == content)
        self.assertTrue(farm.read(submission.job, offset=9, length=99) == content[9:108])
        for part in ("poster", "contact_sheet"):
            self.assertEqual(farm.read(submission.job, part)[:3], b"\xff\xd8\xff")
        self.assertGreater(len(farm.read(submission.job, reelmill.Chunk("video", 1))), 100)

        self.assertIn("shots", farm.storyboard(submission.job))
        self.assertIn("complete", farm.explain(submission.job).summary)
        self.assertEqual([w.name for w in farm.workers()], ["alone"])
        self.assertEqual(farm.status().finished_jobs, 1)
        with self.assertRaises(reelmill.Refused) as caught:
            farm.cancel(submission.job)
        self.assertEqual(caught.exception.code, "not_now")

    def test_makes_a_film_from_a_storyboard_that_was_edited(self):
        self.processes.start_worker()
        farm = self.connect()
        first = farm.submit("a kitten blinks", **self.FILM).job
        farm.wait(first, timeout=60)
        edited = {**farm.storyboard(first), "title": "Wink"}
        second = farm.submit(storyboard=edited, **self.FILM).job
        farm.wait(second, timeout=60)
        self.assertEqual(farm.storyboard(second), edited)

    def test_gives_the_same_job_for_the_same_key_also_after_a_crash(self):
        farm = self.connect()
        first = farm.submit("a cat", key="order-17", **self.FILM)
        self.processes.kill_scheduler()
        self.processes.start_scheduler()
        second = farm.submit("a cat", key="order-17", **self.FILM)
        self.assertEqual((first.repeated, second.repeated), (False, True))
        self.assertEqual(first.job, second.job)

    def test_is_watched_through_a_crash_without_a_gap_or_an_echo(self):
        farm = self.connect()
        film = {**self.FILM, "seconds": 4, "quality": "final"}
        job = farm.submit("一只橙色猫在阳光下的海浪上冲浪", **film).job
        self.processes.start_worker()
        told = []
        with farm.watch(job, credit=2) as events:
            for event in events:
                told.append(event)
                if isinstance(event, reelmill.ChunkStored) and len(told) < 100:
                    told.extend([None] * 100)
                    self.processes.kill_scheduler()
                    self.processes.start_scheduler()
        durable = [e.sequence for e in told if e and not isinstance(e, reelmill.Progressed)]
        self.assertEqual(durable, sorted(set(durable)))
        self.assertIsInstance(told[-1], reelmill.Completed)
        again = [e for e in farm.watch(job) if isinstance(e, reelmill.ChunkStored)]
        heard = [e for e in told if isinstance(e, reelmill.ChunkStored)]
        self.assertEqual({(e.task, e.index) for e in again}, {(e.task, e.index) for e in heard})

    def test_cancels_a_job(self):
        farm = self.connect()
        job = farm.submit("a cat", **self.FILM).job
        farm.cancel(job)
        self.assertEqual(farm.show(job).state, "cancelled")
        with self.assertRaises(reelmill.JobCancelled):
            farm.wait(job)
        farm.cancel(job)

    def test_lists_jobs_page_by_page(self):
        farm = self.connect()
        jobs = [farm.submit(f"cat {n}", **self.FILM).job for n in range(5)]
        listed, after = [], None
        while True:
            page = farm.list(limit=2, after=after)
            listed += [job.id for job in page]
            after = page.next
            if after is None:
                break
        self.assertEqual(listed, jobs[::-1])
        self.assertEqual(len(farm.list(["completed"])), 0)

    def test_says_why_a_job_waits(self):
        farm = self.connect()
        explanation = farm.explain(farm.submit("a cat", **self.FILM).job)
        self.assertIn("no worker is connected", str(explanation))

    def test_refuses_with_field_value_and_limit(self):
        farm = self.connect()
        with self.assertRaises(reelmill.Refused) as caught:
            farm.submit("a cat", width=100_000, height=100)
        refused = caught.exception
        self.assertEqual((refused.code, refused.field), ("bad_field", "submit.film.width"))
        self.assertIn("100000", refused.value)
        self.assertIn("3840", refused.limit)
        with self.assertRaises(reelmill.Refused) as caught:
            farm.show(99)
        self.assertEqual(caught.exception.code, "unknown")
        with self.assertRaises(reelmill.Refused) as caught:
            farm.ask({"misspelt": {}})
        self.assertEqual(caught.exception.code, "malformed")

    def test_pauses_and_resumes_jobs_and_itself(self):
        farm = self.connect()
        job = farm.submit("a cat", labels={"shot": "7", "take": "2"}, **self.FILM).job
        farm.pause(job)
        self.assertEqual(farm.show(job).paused, "job")
        farm.resume(job)
        farm.pause(farm=True)
        self.assertEqual(farm.show(job).paused, "farm")
        self.processes.start_worker()
        self.assertIn("paused", farm.explain(job).summary)
        farm.resume(farm=True)
        self.assertEqual(farm.wait(job, timeout=60).frame_count, 48)
        self.assertIsNone(farm.show(job).paused)
        for subjects in ({}, {"job": job, "farm": True}):
            with self.assertRaises(ValueError):
                farm.pause(**subjects)

    def test_takes_up_a_cancelled_job_again(self):
        farm = self.connect()
        job = farm.submit("a cat", maximum_attempts=2, attempt_timeout=90.5, **self.FILM).job
        farm.cancel(job)
        farm.requeue(job)
        shown = farm.show(job)
        self.assertEqual(
            (shown.state, shown.requeues, shown.maximum_attempts, shown.attempt_timeout),
            ("queued", 1, 2, 90.5))
        farm.prioritize(job, 7)
        farm.move_to_front(job)
        self.assertEqual(farm.show(job).priority, 7)

    def test_makes_many_jobs_at_once_and_one_after_them(self):
        farm = self.connect()
        takes = farm.submit("a cat", count=3, key="takes", **self.FILM)
        self.assertEqual(list(takes.jobs), [1, 2, 3])
        self.assertEqual(farm.submit("a cat", count=3, key="takes", **self.FILM).jobs, takes.jobs)
        last = farm.submit("a cat", after=takes.jobs, **self.FILM)
        self.assertEqual((last.jobs, last.count), (range(4, 5), 1))
        shown = farm.show(2)
        self.assertEqual((shown.array_index, shown.array_count), (1, 3))
        self.assertEqual(farm.show(4).after, (1, 2, 3))
        self.processes.start_worker()
        farm.wait(4, timeout=60)
        self.assertTrue(all(farm.show(job).state == "completed" for job in takes.jobs))

    def test_finds_jobs_by_their_labels(self):
        farm = self.connect()
        jobs = [farm.submit("a cat", labels={"shot": str(n)}, **self.FILM).job for n in range(3)]
        self.assertEqual([job.id for job in farm.list(labels={"shot": "1"})], [jobs[1]])
        self.assertEqual(farm.show(jobs[2]).labels, {"shot": "2"})

    def test_drains_workers_and_sets_them_aside(self):
        self.processes.start_worker("old")
        farm = self.connect()
        job = farm.submit("a cat", **self.FILM).job
        farm.wait(job, timeout=60)
        attempts = [task.attempts for task in farm.explain(job).tasks]
        self.assertEqual({(a.worker, a.ending) for [a] in attempts}, {("old", "completed")})
        farm.drain_worker("old")
        self.assertEqual([w.state for w in farm.workers()], ["draining"])
        farm.undrain_worker("old")
        farm.set_aside_worker("old", "smells of smoke")
        [worker] = farm.workers()
        self.assertEqual((worker.state, worker.until), ("suspended", None))
        self.assertIn("smells of smoke", worker.reason)
        farm.release_worker("old")
        self.assertEqual([w.state for w in farm.workers()], ["working"])

    def test_serves_what_has_no_verb_here(self):
        answer = self.connect().ask({"status": {}}, repeatable=True)
        self.assertIn("server", answer["status"])

    def test_knows_its_operator(self):
        self.assertEqual(self.connect().hello().identity.role, "operator")

    def test_does_not_serve_a_key_that_it_does_not_know(self):
        os.unlink(os.path.join(self.processes.data, "keys/operator.key"))
        reelmill._members.load_or_make_keys(
            os.path.join(self.processes.data, "keys/operator.key"))
        farm = self.connect()
        with self.assertRaises(reelmill.KeyRefused):
            farm.status()
        with self.assertRaises(reelmill.KeyRefused):
            list(farm.watch(1))

    def test_serves_many_at_once(self):
        farm = self.connect()
        jobs = []

        def submit():
            jobs.extend(farm.submit("a cat", **self.FILM).job for _ in range(10))

        threads = [threading.Thread(target=submit) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(jobs), list(range(1, 41)))


class AnAwaitedFarm(FarmTestCase):
    def test_makes_several_films_at_once(self):
        self.processes.start_scheduler()
        self.processes.start_worker()

        async def make(farm, number):
            submission = await farm.submit(f"cat {number}", **self.FILM)
            path = os.path.join(self.processes.data, f"{number}.mp4")
            async for event in farm.watch(submission.job):
                if isinstance(event, reelmill.Completed):
                    return event.film.video, (await farm.download(submission.job, path)).sha256

        async def make_three():
            async with reelmill.AsyncFarm(self.processes.data) as farm:
                films = await asyncio.gather(*(make(farm, number) for number in range(3)))
                page = await farm.list(["completed"])
                return films, len(page), await farm.status(), await farm.wait(page.jobs[0].id)

        films, count, status, film = asyncio.run(make_three())
        self.assertTrue(all(promised == received for promised, received in films))
        self.assertEqual((count, status.finished_jobs, film.frame_count), (3, 3, 48))


class AJoiner(FarmTestCase):
    def setUp(self):
        super().setUp()
        self.processes.start_scheduler("--port", "17530")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def token(self, **options):
        return self.connect().create_join_token("client", name="ada", **options).text

    def test_becomes_a_client_that_may_submit_but_not_invite(self):
        identity = reelmill.Farm.join(self.token(lifetime=60), self.folder)
        self.assertEqual((identity.name, identity.role, identity.account), ("ada", "client", "ada"))
        with reelmill.Farm(self.folder) as farm:
            self.assertEqual(farm.submit("a cat", **self.FILM).job, 1)
            with self.assertRaises(reelmill.Refused) as caught:
                farm.create_join_token("client")
        self.assertEqual(caught.exception.code, "forbidden")

    def test_is_the_same_when_it_joins_again_and_nobody_else_may(self):
        token = self.token()
        first = reelmill.Farm.join(token, self.folder)
        self.assertEqual(asyncio.run(reelmill.AsyncFarm.join(token, self.folder)), first)
        with tempfile.TemporaryDirectory() as other:
            with self.assertRaises(reelmill.Refused) as caught:
                reelmill.Farm.join(token, other)
        self.assertEqual(caught.exception.code, "bad_ticket")

    def test_leaves_a_folder_that_the_command_line_reads(self):
        reelmill.Farm.join(self.token(), self.folder)
        job = reelmill.Farm(self.folder).submit("a cat", **self.FILM).job
        self.processes.data, own = self.folder, self.processes.data
        try:
            self.assertEqual(self.processes.run("show", str(job))["account"], "ada")
        finally:
            self.processes.data = own

    def test_may_be_let_in_by_the_command_line(self):
        line = self.processes.run("token", "--role", "client", "--name", "bob")["token"]
        self.assertEqual(reelmill.Farm.join(line, self.folder).name, "bob")
