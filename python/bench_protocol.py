#!/usr/bin/env python3
"""What the protocol costs a frame of 1280x720: written, announced, read, acknowledged. Prints medians.

Usage: PYTHONPATH=src python3 bench_protocol.py [--frames N] [--rounds N] [--size WxH] [--slots N]

The side process is a real one, its engine writes a ready picture: copying it into the slot is counted,
making it is not. The reader copies every frame out again, as an encoder's scaler does. Where there is
PyTorch, the conversion of a float picture to bytes on one core is measured too, apart: on a GPU it
happens there.
"""

import argparse
import importlib.util
import statistics
import time

from reelmill_diffusers import messages as m
from tests.worker import Worker


def film_seconds(worker, id_, size, frames):
    """Seconds between the first frame and done, and of that in the reader's copying."""
    width, height = size
    worker.say(m.Generate(id=id_, task="t2v", prompt="bench", width=width, height=height, frames=frames))
    copying = 0.0
    start = time.perf_counter()
    while not isinstance(message := worker.receive(), m.Done):
        if isinstance(message, m.Frame):
            began = time.perf_counter()
            worker.read_slot(message)
            copying += time.perf_counter() - began
            worker.say(m.Ack(slot=message.slot))
    return time.perf_counter() - start, copying


def ping_seconds(worker, count):
    """An exchange of two small messages: what a frame costs besides its pixels."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        worker.ask(m.Unload())
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def convert_seconds(size, count=20):
    import torch

    from reelmill_diffusers.output import to_rgb24

    torch.set_num_threads(1)
    frame, place = torch.rand(3, size[1], size[0]), torch.empty(size[1], size[0], 3, dtype=torch.uint8)
    times = []
    for _ in range(count):
        start = time.perf_counter()
        place.copy_(to_rgb24(frame))
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--slots", type=int, default=4)
    arguments = parser.parse_args()
    size = tuple(int(side) for side in arguments.size.split("x"))
    worker = Worker(module="tests.pattern", slot_bytes=size[0] * size[1] * 3, slots=arguments.slots)
    film_seconds(worker, 1, size, arguments.frames)  # The first touch of the memory is not the protocol's.
    whole, copied = [], []
    for round_ in range(arguments.rounds):
        seconds, copying = film_seconds(worker, round_ + 2, size, arguments.frames)
        whole.append(seconds / arguments.frames * 1000)
        copied.append(copying / arguments.frames * 1000)
    ping = ping_seconds(worker, 500)
    worker.close()
    name = f"{arguments.size} frame"
    print(f"{name}, through the protocol: median {statistics.median(whole):.3f} ms, worst round {max(whole):.3f} ms")
    print(f"  of which the reader's copy: median {statistics.median(copied):.3f} ms")
    print(f"  two small messages:         median {ping * 1000:.3f} ms")
    if importlib.util.find_spec("torch"):
        print(f"{name}, float to bytes, one core: median {convert_seconds(size) * 1000:.3f} ms (not the protocol's)")


if __name__ == "__main__":
    main()
