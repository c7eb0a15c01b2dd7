"""Looks at what a model made before anybody sees it, and puts it where the worker reads it."""

from __future__ import annotations

from typing import Any

import torch

from .memory import SharedMemory
from .problems import Problem
from .session import Sink

# Of 1.0. A scene at night is far above; the black film of an overflow in half precision is exactly 0.
BLACK = 3 / 255

PREVIEW_WIDTH = 256


def check_frames(frames: Any) -> None:
    """`frames` are F, C, H, W from 0 to 1. One broken frame spoils a film, one black frame does not."""
    brightest = 0.0
    for index, frame in enumerate(frames):
        if not bool(torch.isfinite(frame).all()):
            raise Problem("nan_frames", f"frame {index} of {len(frames)} has values that are no numbers", ("other_seed",))
        brightest = max(brightest, float(frame.max()))
    if brightest < BLACK:
        raise Problem("black_frames", f"all {len(frames)} frames are black", ("other_seed",))


def to_rgb24(frame: Any) -> Any:
    """C, H, W from 0 to 1 as H, W, C bytes."""
    return frame.float().mul(255).round_().clamp_(0, 255).to(torch.uint8).permute(1, 2, 0)


def deliver_frames(frames: Any, sink: Sink) -> None:
    for index, frame in enumerate(frames):
        pixels = to_rgb24(frame)
        height, width = int(pixels.shape[0]), int(pixels.shape[1])

        def write(memory: SharedMemory, slot: int, pixels: Any = pixels) -> None:
            place = torch.frombuffer(memory.map, dtype=torch.uint8, count=pixels.numel(), offset=memory.offset(slot))
            place.view(pixels.shape).copy_(pixels)

        sink.frame(index, width, height, write)


def deliver_audio(audio: Any, sample_rate: int, start: float, seconds: float, sink: Sink) -> None:
    """`audio` is C, N or 1, C, N or N; the piece that belongs to the frames is sent."""
    samples = audio.detach().float().cpu()
    samples = samples[0] if samples.dim() == 3 else samples
    samples = samples[None] if samples.dim() == 1 else samples
    if not bool(torch.isfinite(samples).all()):
        raise Problem("nan_frames", "the sound has values that are no numbers", ("other_seed",))
    first = round(start * sample_rate)
    samples = samples[:, first : first + round(seconds * sample_rate)].clamp(-1, 1)
    interleaved = samples.t().contiguous().numpy().astype("<f4", copy=False)
    sink.audio(sample_rate, int(samples.shape[0]), interleaved.tobytes())


def preview(pipe: Any, latents: Any) -> tuple[int, int, bytes] | None:
    """The middle of the film as it stands, where one latent frame can be decoded alone; else nothing."""
    vae = pipe.vae
    mean, std = getattr(vae.config, "latents_mean", None), getattr(vae.config, "latents_std", None)
    if latents.dim() != 5 or mean is None or std is None or latents.shape[1] != len(mean):
        return None
    middle = int(latents.shape[2]) // 2
    one = latents[:1, :, middle : middle + 1].to(vae.dtype)
    shape = (1, -1, 1, 1, 1)
    one = one * torch.tensor(std).view(shape).to(one) + torch.tensor(mean).view(shape).to(one)
    with torch.no_grad():
        frame = vae.decode(one, return_dict=False)[0][0, :, 0].float().add(1).div(2)
    if not bool(torch.isfinite(frame).all()):
        return None
    scale = min(1.0, PREVIEW_WIDTH / max(frame.shape[1:]))
    size = [max(round(int(side) * scale), 1) for side in frame.shape[1:]]
    small = to_rgb24(torch.nn.functional.interpolate(frame[None], size=size, mode="area")[0]).contiguous().cpu()
    return int(small.shape[1]), int(small.shape[0]), small.numpy().tobytes()
