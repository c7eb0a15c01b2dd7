"""The other families, tiny and random, each with what only it has: sound, keyframes, a guider."""

import os
import struct
import unittest

from reelmill_diffusers import messages as m
from tests.test_models import Models, picture, request

SIZE = 32 * 64 * 3


class LTX2(Models):
    family = "ltx-2"

    @classmethod
    def save(cls):
        from tests import tiny_others

        tiny_others.save_ltx2(cls.folder)

    def ask(self, **changes):
        return request(**{"width": 64, "height": 32, "frames": 25, "fps": 24.0, **changes})

    def test_a_film_with_its_sound(self):
        film = self.made(self.ask(), frames=25)
        self.assertEqual({(piece.sample_rate, piece.channels) for piece in film.audio}, {(16000, 2)})
        self.assertAlmostEqual(len(film.samples) / 8 / 16000, 25 / 24, delta=0.04)
        samples = struct.unpack(f"<{len(film.samples) // 4}f", film.samples)
        self.assertLessEqual(max(map(abs, samples)), 1)
        self.assertGreater(len(set(samples)), 1000)
        self.assertEqual(self.loaded.audio, 1)

    def test_a_folder_of_its_class_is_also_one_of_its_successors(self):
        self.addCleanup(self.load, self.worker)
        self.assertIsInstance(self.load(self.worker, family="ltx-2.3"), m.Loaded)
        self.made(self.ask(), frames=25)

    def test_sound_can_be_left_out(self):
        self.assertEqual(self.made(self.ask(no_audio=1), frames=25).audio, [])

    def test_first_last_and_any_frame(self):
        self.worker.put(0, os.urandom(SIZE * 3))
        sized = {"width": 64, "height": 32}
        first = picture("first", **sized)
        last = picture("last", SIZE, **sized)
        middle = picture("keyframe", 2 * SIZE, at_frame=9, strength=0.8, **sized)
        films = [
            self.made(self.ask(task="i2v", pictures=pictures), frames=25).frames
            for pictures in ((first,), (first, last), (first, middle, last))
        ]
        self.assertEqual(len(set(map(tuple, films))), 3)

    def test_a_continuation_and_its_sound_begin_after_the_repeated_frame(self):
        self.worker.put(0, os.urandom(SIZE))
        first = picture("first", width=64, height=32)
        film = self.made(self.ask(task="continuation", frames=16, pictures=(first,)), frames=16)
        self.assertEqual(film.end.generated_frames, 17)
        self.assertAlmostEqual(len(film.samples) / 8 / 16000, 16 / 24, delta=0.04)

    def test_cancelling(self):
        film = self.worker.film(self.ask(steps=100), lambda p: p.step == 1 and self.worker.say(m.Cancel(id=1)))
        self.assertEqual(film.end.code, "cancelled")


class CogVideoX(Models):
    family = "cogvideox"

    @classmethod
    def save(cls):
        from tests import tiny_others

        tiny_others.save_cogvideox(cls.folder)

    def test_text_and_video_to_video(self):
        self.made(request())
        self.worker.put(0, os.urandom(64 * 96 * 3 * 9))
        self.made(request(task="v2v", pictures=(picture("source", count=9),)))


class CogVideoXFromAPicture(Models):
    family = "cogvideox"

    @classmethod
    def save(cls):
        from tests import tiny_others

        tiny_others.save_cogvideox(cls.folder, i2v=True)

    def test_image_to_video(self):
        self.made(request(task="i2v", pictures=(picture("first"),)))


class HunyuanVideo15(Models):
    family = "hunyuan-video-1.5"

    @classmethod
    def save(cls):
        from tests import tiny_others

        tiny_others.save_hunyuan(cls.folder)

    def ask(self, id_=1, **changes):
        return request(id_, **{"width": 32, "height": 32, **changes})

    def test_guidance_reaches_the_guider(self):
        weak, strong = (self.made(self.ask(guidance=guidance)).frames for guidance in (1.0, 9.0))
        self.assertTrue(weak != strong)

    def test_steps_are_heard_and_cancelled_without_a_callback(self):
        self.assertEqual([p.step for p in self.made(self.ask()).progress], [0, 1, 2, 3])
        film = self.worker.film(self.ask(steps=60), lambda p: p.step == 1 and self.worker.say(m.Cancel(id=1)))
        self.assertEqual(film.end.code, "cancelled")
        self.assertLess(len(film.progress), 30)
        self.made(self.ask(2))


del Models  # Imported to be built upon; it would be collected again here.

if __name__ == "__main__":
    unittest.main()
