"""The families as data, plans of calls, and what a model folder must hold. Needs no PyTorch."""

import json
import pathlib
import struct
import tempfile
import unittest

from reelmill_diffusers import calls
from reelmill_diffusers import messages as m
from reelmill_diffusers.families import BadFamily, load_families, parse
from reelmill_diffusers.model_folder import check_folder, check_safetensors
from reelmill_diffusers.problems import Problem

FAMILIES = load_families()
FILES = pathlib.Path(parse.__code__.co_filename).parent / "families"


class TheFamilies(unittest.TestCase):
    def test_these_are_known(self):
        names = ["cogvideox", "hunyuan-video-1.5", "ltx-2", "ltx-2.3", "wan-2.1", "wan-2.2", "wan-2.2-ti2v"]
        self.assertEqual(sorted(FAMILIES), names)
        self.assertEqual({name for name, family in FAMILIES.items() if family.audio}, {"ltx-2", "ltx-2.3"})
        for family in FAMILIES.values():
            self.assertTrue(family.licence.name and family.memory and family.title, family.name)

    def test_frames_are_rounded_up_to_what_the_model_makes(self):
        wan, ltx = FAMILIES["wan-2.1"].rules, FAMILIES["ltx-2"].rules
        self.assertEqual([wan.frames_for(n) for n in (1, 2, 5, 6, 80, 81, 82)], [1, 5, 5, 9, 81, 81, 85])
        self.assertEqual([ltx.frames_for(n) for n in (1, 2, 9, 10, 121)], [1, 9, 9, 17, 121])

    def test_a_wrong_family_file_is_refused(self):
        text = (FILES / "ltx-2.toml").read_text()
        wrong = {
            "unexpected keyword": text.replace("frame_step", "frame_stepp"),
            "breaks its own rule": text.replace("frames = 121", "frames = 120"),
            "none of its sizes": text.replace('size = "768x512"', 'size = "700x512"'),
            "unknown roles": text.replace("first =", "frist ="),
            "unknown tasks": text.replace('["t2v", "i2v", "continuation"]', '["t2v", "dream"]'),
            "unknown precision": text.replace('precision = "bf16"\n\n', 'precision = "bf17"\n\n'),
            "TOMLDecodeError": text + "[",
        }
        for words, bad in wrong.items():
            with self.subTest(words), self.assertRaises(BadFamily) as caught:
                self.assertNotEqual(bad, text)
                parse(bad)
            self.assertIn(words, str(caught.exception))


def picture(role, **changes):
    return m.Picture(**{"role": role, "width": 96, "height": 64, **changes})


class APlan(unittest.TestCase):
    def plan(self, family="wan-2.1", model=1, **changes):
        family = FAMILIES[family]
        values = {"id": 1, "task": "i2v", "prompt": "a cat", "width": 96, "height": 64, "frames": 17}
        values["pictures"] = (picture("first"),)
        return calls.plan(m.Generate(**{**values, **changes}), family, family.models[model])

    def test_defaults_are_the_familys(self):
        plan = self.plan()
        self.assertEqual((plan.steps, plan.guidance, plan.fps, plan.generated), (50, 5.0, 16.0, 17))

    def test_a_continuation_makes_the_frame_that_it_repeats_and_leaves_it_out(self):
        plan = self.plan(task="continuation", frames=17)
        self.assertEqual((plan.generated, plan.skip, plan.frames), (21, 1, 17))

    def test_what_is_wrong_is_said_with_what_is_right(self):
        wrong = {
            "96x64 is near": {"width": 100},
            "does i2v, continuation, not 't2v'": {"task": "t2v"},
            "makes 1 to 161": {"frames": 0},
            "the most are 1000": {"steps": 1001},
            "guidance is 0 to 100": {"guidance": -1.0},
            "needs a picture for 'first'": {"pictures": ()},
            "takes no picture for 'source'": {"pictures": (picture("first"), picture("source"))},
            "stands twice": {"pictures": (picture("first"),) * 2},
            "a picture of 0x64": {"pictures": (picture("first", width=0),)},
            "ask for 17 frames, not 16": {"pictures": (picture("first"), picture("last")), "frames": 16},
            "picture for frame 17 of 17": {"pictures": (picture("first", at_frame=17),)},
        }
        for words, changes in wrong.items():
            with self.subTest(words), self.assertRaises(Problem) as caught:
                self.plan(**changes)
            self.assertEqual(caught.exception.code, "bad_request")
            self.assertIn(words, str(caught.exception))


class TheArguments(unittest.TestCase):
    def arguments(self, name, call, **changes):
        family = FAMILIES[name]
        request = m.Generate(id=1, task="t2v", prompt="a cat", width=96, height=64, frames=9, **changes)
        return calls.arguments(request, calls.plan(request, family, family.models[0]), family, call)

    def test_a_pipeline_is_told_what_it_takes(self):
        def call(prompt, num_frames, guidance_scale, frame_rate, use_cross_timestep, height): ...

        old = self.arguments("ltx-2", call, fps=12.0)
        told = {"prompt": "a cat", "num_frames": 9, "guidance_scale": 3.0, "frame_rate": 12.0, "height": 64}
        self.assertEqual(old, told | {"use_cross_timestep": False})
        self.assertEqual(self.arguments("ltx-2.3", call, fps=12.0), told)

    def test_the_familys_words_stand_in_for_absent_ones(self):
        def call(negative_prompt, max_sequence_length, num_inference_steps): ...

        default = self.arguments("wan-2.1", call)
        self.assertIn("overexposed", default["negative_prompt"])
        self.assertEqual((default["max_sequence_length"], default["num_inference_steps"]), (512, 50))
        own = self.arguments("wan-2.1", call, negative="rain", prompt_tokens=64, steps=8)
        self.assertEqual(own, {"negative_prompt": "rain", "max_sequence_length": 64, "num_inference_steps": 8})


class AModelFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.index = {"_class_name": "WanPipeline", "expand_timesteps": False}
        self.index |= {"transformer": ["diffusers", "WanTransformer3DModel"], "transformer_2": [None, None]}
        self.index |= {"scheduler": ["diffusers", "UniPCMultistepScheduler"]}
        self.write("model_index.json", json.dumps(self.index))
        self.write("scheduler/scheduler_config.json", "{}")
        self.write("transformer/config.json", "{}")
        self.weights = "transformer/diffusion_pytorch_model.safetensors"
        self.write(self.weights, safetensors(100))

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def problem(self, code, *words, family="wan-2.1"):
        with self.assertRaises(Problem) as caught:
            check_folder(str(self.root), family, FAMILIES)
        self.assertEqual(caught.exception.code, code, str(caught.exception))
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_a_whole_one_is_recognised(self):
        family, model = check_folder(str(self.root), "wan-2.1", FAMILIES)
        self.assertEqual((family.name, model.tasks), ("wan-2.1", ("t2v", "v2v")))

    def test_siblings_are_told_apart(self):
        self.problem("bad_model", "is a model of family wan-2.1, not wan-2.2", family="wan-2.2")
        self.write("model_index.json", json.dumps(self.index | {"expand_timesteps": True}))
        self.problem("bad_model", "family wan-2.2-ti2v")
        self.write("model_index.json", json.dumps(self.index | {"transformer_2": ["diffusers", "X"]}))
        self.problem("bad_model", "family wan-2.2,")

    def test_families_and_classes_that_nobody_knows(self):
        self.problem("unknown_family", "no family 'sora'", family="sora")
        self.write("model_index.json", '{"_class_name": "FluxPipeline"}')
        self.problem("unknown_family", "FluxPipeline")

    def test_an_index_that_cannot_be_read(self):
        for bad in ("", "[]", "{", "[" * 100_000, "\xff"):
            self.write("model_index.json", bad)
            self.problem("bad_model", "model_index.json")
        (self.root / "model_index.json").unlink()
        self.problem("bad_model", "model_index.json", "missing")

    def test_missing_parts_are_named(self):
        (self.root / "scheduler/scheduler_config.json").unlink()
        self.problem("bad_model", "scheduler", "is empty")
        (self.root / "scheduler").rmdir()
        self.problem("bad_model", "scheduler", "missing")

    def test_missing_weights_are_named(self):
        (self.root / self.weights).unlink()
        self.problem("bad_model", "transformer", "no weights")
        self.write("transformer/diffusion_pytorch_model.bin", b"")
        self.problem("bad_model", "pickled")

    def test_a_missing_shard_is_named(self):
        index = "transformer/diffusion_pytorch_model.safetensors.index.json"
        self.write(index, json.dumps({"weight_map": {"a": "one-of-2.safetensors", "b": "two-of-2.safetensors"}}))
        self.write("transformer/one-of-2.safetensors", safetensors(10))
        self.problem("bad_model", "two-of-2.safetensors", "missing")
        self.write(index, json.dumps({"weight_map": {"a": "../../secret.safetensors"}}))
        self.problem("bad_model", "names the shard")

    def test_weights_cut_short_are_named_wherever_they_are_cut(self):
        whole = safetensors(100)
        for length in range(len(whole)):
            self.write(self.weights, whole[:length])
            self.problem("bad_model", self.weights)
        self.write(self.weights, whole + b"x")
        self.problem("bad_model", self.weights)

    def test_damaged_headers_are_named(self):
        for header in (b"[]", b"{}x", b'{"a": 1}', b'{"a": {"data_offsets": ["x", "y"]}}', b'{"a": {"data_offsets": []}}'):
            self.write(self.weights, struct.pack("<Q", len(header)) + header)
            with self.assertRaises(Problem, msg=header):
                check_safetensors(self.root / self.weights)


def safetensors(length):
    header = json.dumps({"a": {"dtype": "U8", "shape": [length], "data_offsets": [0, length]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(length)


if __name__ == "__main__":
    unittest.main()
