"""From a request to the arguments of a pipeline's call, by what the family says. No PyTorch here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import messages as m
from .families import Family, Model, Task
from .problems import Problem

MOST_STEPS = 1000
MOST_PICTURES = 2048
ONE_PICTURE = ("first", "last", "keyframe")


@dataclass(frozen=True)
class Plan:
    """What is going to be made; `skip` frames at the start show again what the conditioning showed."""

    task: Task
    width: int
    height: int
    generated: int
    skip: int
    frames: int
    fps: float
    steps: int
    guidance: float


def _refuse(words: str) -> Problem:
    return Problem("bad_request", words)


def plan(request: m.Generate, family: Family, model: Model) -> Plan:
    """Raises a problem that says what would have been right."""
    rules, defaults = family.rules, family.defaults
    if request.task not in model.tasks:
        raise _refuse(f"this model does {', '.join(model.tasks)}, not {request.task!r}")
    task = family.tasks[request.task]
    near = rules.nearest_size(request.width, request.height)
    if (request.width, request.height) != near:
        raise _refuse(f"{request.width}x{request.height} is no size of {family.name}; {near[0]}x{near[1]} is near")
    if not 1 <= request.frames <= rules.most_frames:
        raise _refuse(f"{request.frames} frames: {family.name} makes 1 to {rules.most_frames}")
    if request.steps > MOST_STEPS:
        raise _refuse(f"{request.steps} steps, the most are {MOST_STEPS}")
    if not 0 <= request.guidance <= 100 or not 0 <= request.strength <= 1 or not 0 <= request.fps <= 240:
        raise _refuse("guidance is 0 to 100, strength 0 to 1, fps 0 to 240")
    _check_roles(request, task)
    generated = rules.frames_for(request.frames + task.repeats)
    exact = generated - task.repeats
    # A picture for the last frame belongs to the last that the model makes: cutting would lose it.
    if any(picture.role == "last" for picture in request.pictures) and exact != request.frames:
        raise _refuse(f"with a last picture ask for {exact} frames, not {request.frames}")
    return Plan(
        task=task,
        width=request.width,
        height=request.height,
        generated=generated,
        skip=task.repeats,
        frames=request.frames,
        fps=request.fps or defaults.fps,
        steps=request.steps or defaults.steps,
        guidance=request.guidance or defaults.guidance,
    )


def _check_roles(request: m.Generate, task: Task) -> None:
    given = [picture.role for picture in request.pictures]
    for role in task.required:
        if role not in given:
            raise _refuse(f"{request.task} needs a picture for {role!r}")
    for picture in request.pictures:
        if picture.role not in task.required and picture.role not in task.optional:
            raise _refuse(f"{request.task} takes no picture for {picture.role!r}")
        if picture.role != "keyframe" and given.count(picture.role) > 1:
            raise _refuse(f"{picture.role!r} stands twice")
        if not (1 <= picture.width <= 16384 and 1 <= picture.height <= 16384):
            raise _refuse(f"a picture of {picture.width}x{picture.height}")
        if picture.count > MOST_PICTURES or (picture.role in ONE_PICTURE and picture.count > 1):
            raise _refuse(f"{picture.count} pictures for {picture.role!r}")
        if picture.at_frame >= request.frames:
            raise _refuse(f"a picture for frame {picture.at_frame} of {request.frames}")


ReadInput = Callable[[int, int], bytes]


def _pictures(picture: m.Picture, plan: Plan, read_input: ReadInput) -> list[Any]:
    from PIL import Image

    one = picture.width * picture.height * 3
    try:
        pixels = read_input(picture.offset, one * max(picture.count, 1))
    except ValueError as error:
        raise _refuse(f"{picture.role}: {error}") from None
    images = []
    for index in range(max(picture.count, 1)):
        image = Image.frombytes("RGB", (picture.width, picture.height), pixels[index * one : (index + 1) * one])
        if picture.role != "reference" and image.size != (plan.width, plan.height):
            image = image.resize((plan.width, plan.height), Image.Resampling.LANCZOS)
        images.append(image.convert("L") if picture.role == "mask" else image)
    return images


def conditioning(request: m.Generate, plan: Plan, read_input: ReadInput) -> dict[str, Any]:
    """The pictures of the request as arguments, by the roles that the task knows."""
    roles = {**plan.task.required, **plan.task.optional}
    if plan.task.adapter == "ltx2_conditions":
        return {"conditions": _ltx2_conditions(request, plan, read_input)}
    arguments: dict[str, Any] = {}
    for picture in request.pictures:
        images = _pictures(picture, plan, read_input)
        if picture.role in ("source", "control", "mask"):
            # The model makes a whole number of its own frames: the last picture stands still until then.
            images = (images + [images[-1]] * plan.generated)[: plan.generated]
        arguments[roles[picture.role]] = images[0] if picture.role in ONE_PICTURE else images
    return arguments


def _ltx2_conditions(request: m.Generate, plan: Plan, read_input: ReadInput) -> list[Any]:
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

    conditions = []
    for picture in request.pictures:
        image = _pictures(picture, plan, read_input)[0]
        # The pipeline counts in latent frames: the first is one frame, each other is eight.
        at = {"first": 0, "last": -1}.get(picture.role, (picture.at_frame + plan.skip + 7) // 8)
        conditions.append(LTX2VideoCondition(frames=image, index=at, strength=picture.strength or 1.0))
    return conditions


def arguments(request: m.Generate, plan: Plan, family: Family, call: Callable[..., Any]) -> dict[str, Any]:
    """What every pipeline is told, less what this one does not take (a size, where a picture sets it)."""
    defaults = family.defaults
    wanted: dict[str, Any] = {
        "prompt": request.prompt,
        "negative_prompt": request.negative or defaults.negative,
        "width": plan.width,
        "height": plan.height,
        "num_frames": plan.generated,
        "num_inference_steps": plan.steps,
        "guidance_scale": plan.guidance,
        **plan.task.arguments,
    }
    if defaults.fps_argument:
        wanted[defaults.fps_argument] = plan.fps
    if plan.task.strength:
        wanted["strength"] = request.strength or plan.task.strength
    if request.prompt_tokens or defaults.prompt_tokens:
        wanted["max_sequence_length"] = request.prompt_tokens or defaults.prompt_tokens
    taken = inspect.signature(call).parameters
    return {name: value for name, value in wanted.items() if name in taken}
