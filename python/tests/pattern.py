"""An engine that needs no PyTorch: it counts. Its steps are as slow as the prompt says."""

import sys
import time
from unittest import mock

from reelmill_diffusers import __main__
from reelmill_diffusers import messages as m
from reelmill_diffusers import wire
from reelmill_diffusers.problems import Problem


class PatternEngine:
    def hello(self):
        return m.Hello(version=wire.VERSION, families=("pattern",), devices=(m.Device(name="cpu"),))

    def load(self, request):
        raise Problem("unknown_family", f"no family {request.family!r}")

    def unload(self):
        return m.Unloaded()

    def generate(self, request, sink):
        if request.prompt == "crash":
            raise ZeroDivisionError("as asked")
        for step in range(request.steps):
            if request.prompt == "slow":
                time.sleep(0.2)
            sink.progress(step + 1, request.steps)
        if request.prompt == "sleep":
            time.sleep(600)
        seen = sink.memory.read_input(0, 1)[0] if request.pictures else 0
        picture = bytes([seen]) * (request.width * request.height * 3)
        for index in range(request.frames):
            pixels = memoryview(picture) if seen else bytes([index % 256]) * len(picture)
            if request.prompt == "bench":
                pixels = picture

            def write(memory, slot, pixels=pixels):
                memory.write(slot, pixels)

            sink.frame(index, request.width, request.height, write)
        sink.audio(48000, 2, bytes(request.frames * 8 * 100_000) if request.prompt == "loud" else b"")
        return m.Done(id=request.id, frames=request.frames)


if __name__ == "__main__":
    with mock.patch.object(__main__, "make_engine", PatternEngine):
        sys.exit(__main__.main())
