"""Families of models as data: families/*.toml. A new family is a new file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

TASKS = ("t2v", "i2v", "continuation", "v2v", "control")
ROLES = ("first", "last", "keyframe", "source", "control", "mask", "reference")
PRECISIONS = ("bf16", "fp16", "fp32", "fp8")
OFFLOADS = ("none", "model", "group", "sequential")


class BadFamily(Exception):
    """A family file that says something impossible."""


@dataclass(frozen=True)
class Model:
    """What a model_index.json looks like, and what such a folder can do."""

    cls: str
    tasks: tuple[str, ...]
    where: dict[str, Any] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def matches(self, index: dict[str, Any]) -> bool:
        return (
            index.get("_class_name") == self.cls
            and all(index.get(key, False) == value for key, value in self.where.items())
            and all(_has(index, name) for name in self.present)
            and not any(_has(index, name) for name in self.absent)
        )


def _has(index: dict[str, Any], component: str) -> bool:
    entry = index.get(component)
    return isinstance(entry, list) and bool(entry) and entry[0] is not None


@dataclass(frozen=True)
class Task:
    """How a task becomes the call of a pipeline."""

    classes: tuple[str, ...]
    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    strength: float = 0.0
    adapter: str = ""
    repeats: int = 0  # How many of the first frames show again what the conditioning showed.


@dataclass(frozen=True)
class Rules:
    frame_step: int
    frame_offset: int
    most_frames: int
    size_multiple: int
    smallest_size: int
    sizes: tuple[str, ...]

    def frames_for(self, wanted: int) -> int:
        """The least number of frames that the model can make and that is enough."""
        steps = -(-max(wanted - self.frame_offset, 0) // self.frame_step)
        return steps * self.frame_step + self.frame_offset

    def nearest_size(self, width: int, height: int) -> tuple[int, int]:
        def near(side: int) -> int:
            return max(round(side / self.size_multiple) * self.size_multiple, self.smallest_size)

        return near(width), near(height)


@dataclass(frozen=True)
class Defaults:
    size: str
    frames: int
    fps: float
    steps: int
    guidance: float
    negative: str = ""
    precision: str = "bf16"
    vae_precision: str = ""
    prompt_tokens: int = 0
    fps_argument: str = ""


@dataclass(frozen=True)
class Memory:
    variant: str
    precision: str
    offload: str
    gib: float
    source: str


@dataclass(frozen=True)
class Licence:
    name: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    name: str
    title: str
    audio: bool
    licence: Licence
    models: tuple[Model, ...]
    tasks: dict[str, Task]
    rules: Rules
    defaults: Defaults
    memory: tuple[Memory, ...]


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def parse(text: str) -> Family:
    """Reads a family file. A key that nobody knows is refused: a misspelt rule must not be silently lost."""
    try:
        table = tomllib.loads(text)
        models = tuple(Model(cls=m.pop("class"), **_tuples(m)) for m in table.pop("model"))
        tasks = {name: Task(classes=tuple(t.pop("class")), **_tuples(t)) for name, t in table.pop("task").items()}
        family = Family(
            models=models,
            tasks=tasks,
            licence=Licence(**_tuples(table.pop("licence"))),
            rules=Rules(**_tuples(table.pop("rules"))),
            defaults=Defaults(**_tuples(table.pop("defaults"))),
            memory=tuple(Memory(**m) for m in table.pop("memory")),
            **table,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadFamily(f"{type(error).__name__}: {error}") from None
    _check(family)
    return family


def _check(family: Family) -> None:
    def demand(holds: bool, words: str) -> None:
        if not holds:
            raise BadFamily(f"{family.name}: {words}")

    offered = {task for model in family.models for task in model.tasks}
    demand(offered <= set(TASKS), f"unknown tasks {sorted(offered - set(TASKS))}")
    demand(offered == set(family.tasks), "the tasks of its models are not those that it describes")
    for name, task in family.tasks.items():
        roles = {*task.required, *task.optional}
        demand(roles <= set(ROLES), f"{name}: unknown roles {sorted(roles - set(ROLES))}")
    rules, defaults = family.rules, family.defaults
    demand(rules.frame_step >= 1 and rules.size_multiple >= 1, "steps and multiples begin at 1")
    demand(rules.frames_for(defaults.frames) == defaults.frames, "its default length breaks its own rule")
    demand(defaults.frames <= rules.most_frames, "its default length is over its own most")
    demand(defaults.size in rules.sizes, "its default size is none of its sizes")
    for size in rules.sizes:
        width, height = (int(side) for side in size.split("x"))
        demand(rules.nearest_size(width, height) == (width, height), f"{size} breaks its own rule")
    demand(defaults.precision in PRECISIONS, f"unknown precision {defaults.precision}")
    for row in family.memory:
        demand(row.precision in PRECISIONS and row.offload in OFFLOADS, f"memory: {row} is unknown")


def load_families() -> dict[str, Family]:
    found = {}
    for entry in sorted(resources.files(__package__).joinpath("families").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            family = parse(entry.read_text("utf-8"))
            found[family.name] = family
    return found
