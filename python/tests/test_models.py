"""Tiny random models through the production loader and a real side process. Needs PyTorch (a CPU will do)."""

import importlib.util
import os
import pathlib
import resource
import shutil
import signal
import tempfile
import time
import unittest

os.environ["HF_HUB_OFFLINE"] = "1"  # Nothing is fetched, by the tests neither.

from reelmill_diffusers import messages as m  # noqa: E402
from tests.worker import Worker  # noqa: E402

NEEDED = ("torch", "diffusers", "transformers", "accelerate", "ftfy", "sympy")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
SIZE = 64 * 96 * 3


def request(id_=1, **changes):
    values = {"id": id_, "task": "t2v", "prompt": "a cat surfing", "seed": 7, "width": 96, "height": 64}
    values |= {"frames": 9, "steps": 3, "prompt_tokens": 64}
    return m.Generate(**{**values, **changes})


def picture(role, offset=0, **changes):
    return m.Picture(**{"role": role, "offset": offset, "width": 96, "height": 64, **changes})


@unittest.skipIf(MISSING, f"no {', '.join(MISSING)}")
class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if cls is Models:
            raise unittest.SkipTest("the base of the others")
        folder = tempfile.TemporaryDirectory(prefix="models-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = os.path.join(folder.name, "model")
        cls.save()
        cls.worker = Worker()
        cls.addClassCleanup(lambda: cls.worker.close())
        cls.loaded = cls.load(cls.worker)

    @classmethod
    def load(cls, worker, **changes):
        return worker.ask(m.Load(**{"folder": cls.folder, "family": cls.family, "precision": "fp32", **changes}))

    def made(self, request, frames=9):
        film = self.worker.film(request)
        self.assertIsInstance(film.end, m.Done, film.end)
        self.assertEqual(film.indexes, list(range(frames)))
        self.assertGreater(len(set(b"".join(film.frames))), 16)  # A picture, not a plain.
        return film


# Frames are compared with == and told nothing of: a failure would print megabytes.
class TextToVideo(Models):
    family = "wan-2.1"

    @classmethod
    def save(cls):
        from tests import tiny

        tiny.save_wan(cls.folder)

    def test_hello_and_loaded_say_what_there_is(self):
        hello, loaded = self.worker.hello, self.loaded
        self.assertTrue(hello.torch_version and hello.diffusers_version and not hello.problem)
        self.assertEqual(hello.devices[-1].name, "cpu")
        self.assertEqual((loaded.tasks, loaded.audio), (("t2v", "v2v"), 0))
        self.assertGreater(loaded.resident_bytes, 10**8)

    def test_a_film_is_made_and_made_again(self):
        film = self.made(request())
        self.assertEqual([(p.step, p.steps) for p in film.progress], [(0, 3), (1, 3), (2, 3), (3, 3)])
        self.assertEqual((film.end.frames, film.end.generated_frames), (9, 9))
        self.assertGreater(film.end.resident_bytes, 0)
        self.assertTrue(self.made(request(2)).frames == film.frames)
        self.assertTrue(self.made(request(3, seed=8)).frames != film.frames)

    def test_it_is_the_film_of_the_bare_pipeline(self):
        import torch
        from diffusers import WanPipeline

        torch.set_num_threads(1)
        pipe = WanPipeline.from_pretrained(self.folder)
        bare = pipe(prompt="a cat surfing", negative_prompt="bad", height=64, width=96, num_frames=9,
                    num_inference_steps=3, max_sequence_length=64, output_type="np",
                    generator=torch.Generator().manual_seed(7)).frames[0]  # fmt: skip
        ours = self.made(request(negative="bad")).frames
        self.assertTrue(ours == [frame.tobytes() for frame in (bare * 255).round().astype("uint8")])

    def test_any_number_of_frames_is_cut_from_the_next_that_the_model_makes(self):
        self.assertEqual(self.made(request(frames=6), frames=6).end.generated_frames, 9)

    def test_a_preview_comes_when_asked_for(self):
        progress = self.made(request(preview_every=2)).progress
        previews = [(p.preview_width, p.preview_height, len(p.preview)) for p in progress]
        self.assertEqual(previews, [(0, 0, 0), (0, 0, 0), (96, 64, SIZE), (0, 0, 0)])

    def test_video_to_video_uses_the_same_weights(self):
        self.worker.put(0, os.urandom(SIZE * 9))
        film = self.made(request(task="v2v", pictures=(picture("source", count=9),), strength=0.6))
        self.assertEqual(film.progress[-1].steps, 1)

    def test_cancelled_in_the_middle_of_a_step(self):
        film = self.worker.film(request(steps=200), lambda p: p.step == 1 and self.worker.say(m.Cancel(id=1)))
        self.assertEqual(film.end.code, "cancelled")
        self.assertLess(len(film.progress), 100)
        self.made(request(2))

    def test_killed_in_the_middle_of_a_step_and_started_again(self):
        for how in ("kill", "close"):
            worker = Worker()
            self.load(worker)
            worker.say(request(steps=1000, frames=33))
            while worker.receive().step < 2:
                pass
            if how == "kill":
                worker.process.send_signal(signal.SIGKILL)
                self.assertEqual(worker.wait()[0], -9)
            else:
                worker.socket.close()
                status, seconds = worker.wait()
                self.assertEqual(status, 0)
                self.assertLess(seconds, 1)
            worker.close()
        again = Worker()
        self.addCleanup(again.close)
        self.load(again)
        self.assertTrue(again.film(request()).frames == self.made(request()).frames)

    def test_wrong_requests_are_refused_and_do_no_harm(self):
        for changes in ({"task": "i2v"}, {"width": 97}, {"frames": 10_000}, {"pictures": (picture("first"),)}):
            self.assertEqual(self.worker.film(request(**changes)).end.code, "bad_request")
        outside = picture("source", offset=1 << 20, count=9)
        self.assertIn("inputs", self.worker.film(request(task="v2v", pictures=(outside,))).end.message)
        self.made(request())

    def test_every_precision_and_offload_makes_a_film(self):
        self.addCleanup(self.load, self.worker)
        for precision in ("bf16", "fp8", ""):
            self.assertIsInstance(self.load(self.worker, precision=precision, offload="model"), m.Loaded)
            self.made(request())
        self.assertEqual(self.load(self.worker, precision="int3").code, "bad_request")
        self.assertEqual(self.load(self.worker, device="cuda:9").code, "bad_request")
        self.assertEqual(self.worker.film(request()).end.message, "no model is loaded")

    def test_unloading_lets_go(self):
        self.addCleanup(self.load, self.worker)
        self.assertIsInstance(self.worker.ask(m.Unload()), m.Unloaded)
        self.assertEqual(self.worker.film(request()).end.code, "bad_request")

    def test_memory_does_not_grow_film_by_film(self):
        films = [self.made(request(id_)).end for id_ in range(1, 9)]
        self.assertEqual(films[-1].films - films[0].films, 7)
        self.assertLess(films[-1].resident_bytes - films[1].resident_bytes, 30e6)


@unittest.skipIf(MISSING, f"no {', '.join(MISSING)}")
class TheStart(unittest.TestCase):
    def test_a_worker_that_goes_away_is_noticed_while_pytorch_is_imported(self):
        for seconds in (0.3, 1.5, 3.0):
            worker = Worker(attach=False)
            time.sleep(seconds)
            worker.socket.close()
            status, waited = worker.wait()
            self.assertEqual(status, 0)
            self.assertLess(waited, 2)
            worker.close()

    def test_a_broken_pytorch_is_told_of_and_loads_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "diffusers.py").write_text("raise OSError('libcublas is not there')")
            worker = Worker(ahead=[folder])
        self.addCleanup(worker.close)
        self.assertEqual(worker.hello.problem, "OSError: libcublas is not there")
        failed = worker.ask(m.Load(folder="/", family="wan-2.1"))
        self.assertEqual((failed.code, failed.message), ("no_torch", worker.hello.problem))


class BrokenModels(Models):
    """Whatever is wrong with a model or what it makes has a name, and the process goes on."""

    family = "wan-2.1"

    @classmethod
    def save(cls):
        from tests import tiny

        tiny.save_wan(cls.folder)

    def broken(self, change):
        from tests import tiny

        folder = tempfile.mkdtemp(prefix="broken-")
        self.addCleanup(shutil.rmtree, folder)
        tiny.save_wan(folder, change)
        self.load(self.worker, folder=folder)
        return folder, self.worker.film(request()).end

    def test_values_that_are_no_numbers(self):
        _, end = self.broken(lambda pipe: pipe.transformer.proj_out.weight.data.fill_(float("nan")))
        self.assertEqual((end.code, end.retryable, end.advice), ("nan_frames", 1, ("other_seed",)))

    def test_black_films(self):
        def blacken(pipe):
            pipe.vae.decoder.conv_out.weight.data.zero_()
            pipe.vae.decoder.conv_out.bias.data.fill_(-9)

        self.assertEqual(self.broken(blacken)[1].code, "black_frames")

    def test_weights_that_are_damaged_missing_or_of_another_shape(self):
        folder, _ = self.broken(lambda pipe: None)
        weights = pathlib.Path(folder, "transformer/diffusion_pytorch_model.safetensors")
        whole = weights.read_bytes()
        weights.write_bytes(whole[:-100])
        failed = self.load(self.worker, folder=folder)
        self.assertEqual((failed.code, failed.retryable), ("bad_model", 0))
        self.assertIn(str(weights), failed.message)
        others = pathlib.Path(folder, "vae/diffusion_pytorch_model.safetensors").read_bytes()
        for file in (weights, pathlib.Path(folder, "text_encoder/model.safetensors")):
            good = file.read_bytes() if file != weights else whole
            file.write_bytes(others)  # Whole, but of another model: the libraries would make the weights up.
            failed = self.load(self.worker, folder=folder)
            self.assertEqual(failed.code, "bad_model")
            self.assertIn("weights are in no file", failed.message)
            file.write_bytes(good)
        weights.unlink()
        self.assertEqual(self.load(self.worker, folder=folder).code, "bad_model")
        self.assertIsInstance(self.load(self.worker), m.Loaded)

    def test_out_of_memory_is_told_and_survived(self):
        self.load(self.worker)
        self.made(request())
        status = pathlib.Path(f"/proc/{self.worker.process.pid}/status").read_text()
        used = int(status.split("VmSize:")[1].split()[0]) * 1024
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self.worker.process.pid, resource.RLIMIT_AS, (used + (64 << 20), unlimited[1]))
        end = self.worker.film(request(width=512, height=512, frames=125)).end
        resource.prlimit(self.worker.process.pid, resource.RLIMIT_AS, unlimited)
        self.assertEqual((end.code, end.retryable), ("out_of_memory", 1), end)
        self.assertEqual(end.advice, ("offload_model", "offload_group", "fp8", "smaller_shape", "other_worker"))
        self.made(request(2))

    def test_out_of_memory_says_what_to_try(self):
        from reelmill_diffusers.engine import memory_advice
        from reelmill_diffusers.loading import is_out_of_memory

        self.assertTrue(is_out_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory: 9 bytes")))
        self.assertFalse(is_out_of_memory(RuntimeError("shapes differ")))
        self.assertEqual(memory_advice("bf16", "none")[0], "offload_model")
        self.assertEqual(memory_advice("fp8", "group"), ("smaller_shape", "other_worker"))


class ImageToVideo(Models):
    family = "wan-2.2"

    @classmethod
    def save(cls):
        from tests import tiny

        tiny.save_wan_i2v(cls.folder)

    def setUp(self):
        self.worker.put(0, bytes(range(256)) * (SIZE // 256))
        self.worker.put(SIZE, os.urandom(SIZE))

    def test_from_a_first_picture_to_a_last(self):
        first = self.made(request(task="i2v", pictures=(picture("first"),)))
        both = self.made(request(task="i2v", pictures=(picture("first"), picture("last", SIZE))))
        other = self.made(request(task="i2v", pictures=(picture("first", SIZE),)))
        self.assertEqual(len({tuple(film.frames) for film in (first, both, other)}), 3)

    def test_a_picture_of_another_size_is_fitted(self):
        self.made(request(task="i2v", pictures=(picture("first", width=50, height=30),)))

    def test_a_continuation_leaves_the_repeated_frame_out(self):
        film = self.made(request(task="continuation", frames=8, pictures=(picture("first"),)), frames=8)
        whole = self.made(request(task="i2v", frames=9, pictures=(picture("first"),)))
        self.assertTrue(film.frames == whole.frames[1:])


class TextAndImageToVideo(Models):
    """One model for both tasks: the second pipeline is built around the weights of the first."""

    family = "wan-2.2-ti2v"

    @classmethod
    def save(cls):
        from tests import tiny

        tiny.save_wan(cls.folder, expand_timesteps=True)

    def test_both_tasks(self):
        self.worker.put(0, os.urandom(SIZE))
        before = self.made(request()).end.resident_bytes
        film = self.made(request(task="i2v", pictures=(picture("first"),)))
        self.assertTrue(film.frames != self.made(request()).frames)
        self.assertLess(film.end.resident_bytes - before, 30e6)


class ControlledVideo(Models):
    family = "wan-2.1"

    @classmethod
    def save(cls):
        from tests import tiny

        tiny.save_wan_vace(cls.folder)

    def test_a_control_video_reaches_the_model(self):
        self.worker.put(0, os.urandom(SIZE * 9))
        plain = self.made(request())
        control = self.made(request(task="control", pictures=(picture("control", count=9),)))
        self.worker.put(0, bytes(SIZE * 9))
        masked = (picture("control", count=9), picture("mask", count=9), picture("reference", count=1))
        self.assertTrue(control.frames != plain.frames)
        self.assertTrue(self.made(request(task="control", pictures=masked)).frames != control.frames)


if __name__ == "__main__":
    unittest.main()
