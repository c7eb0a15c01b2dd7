"""Every message of the protocol. docs/SIDECAR.md lists the same fields; a test holds the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .wire import BadMessage, data, decode_body, groups, real, text, unsigned

# --- Said by the worker ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """Answers hello: the memory in which frames and conditioning images lie."""

    TYPE: ClassVar[int] = 1
    version: int = unsigned(1, required=True)
    path: str = text(2, required=True)
    input_bytes: int = unsigned(3)
    slot_bytes: int = unsigned(4, required=True)
    slots: int = unsigned(5, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    TYPE: ClassVar[int] = 2
    folder: str = text(1, required=True)
    family: str = text(2, required=True)
    precision: str = text(3)
    offload: str = text(4)
    device: str = text(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """RGB24 pictures that lie one after another in the input area."""

    role: str = text(1, required=True)
    offset: int = unsigned(2)
    width: int = unsigned(3, required=True)
    height: int = unsigned(4, required=True)
    count: int = unsigned(5)
    at_frame: int = unsigned(6)
    strength: float = real(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    TYPE: ClassVar[int] = 3
    id: int = unsigned(1, required=True)
    task: str = text(2, required=True)
    prompt: str = text(3, required=True)
    negative: str = text(4)
    seed: int = unsigned(5)
    steps: int = unsigned(6)
    guidance: float = real(7)
    width: int = unsigned(8, required=True)
    height: int = unsigned(9, required=True)
    frames: int = unsigned(10, required=True)
    fps: float = real(11)
    pictures: tuple[Picture, ...] = groups(12, Picture)
    preview_every: int = unsigned(13)
    no_audio: int = unsigned(14)
    strength: float = real(15)
    prompt_tokens: int = unsigned(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The slot may be written again."""

    TYPE: ClassVar[int] = 4
    slot: int = unsigned(1, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    TYPE: ClassVar[int] = 5
    id: int = unsigned(1, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unload:
    TYPE: ClassVar[int] = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown:
    TYPE: ClassVar[int] = 7


# --- Said by the side process ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    name: str = text(1, required=True)
    model: str = text(2)
    total_bytes: int = unsigned(3)
    free_bytes: int = unsigned(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    TYPE: ClassVar[int] = 16
    version: int = unsigned(1, required=True)
    families: tuple[str, ...] = text(2, repeated=True)
    devices: tuple[Device, ...] = groups(3, Device)
    torch_version: str = text(4)
    diffusers_version: str = text(5)
    problem: str = text(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    TYPE: ClassVar[int] = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    TYPE: ClassVar[int] = 18
    device_bytes: int = unsigned(1)
    resident_bytes: int = unsigned(2)
    seconds: float = real(3)
    tasks: tuple[str, ...] = text(4, repeated=True)
    audio: int = unsigned(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    TYPE: ClassVar[int] = 19
    id: int = unsigned(1, required=True)
    step: int = unsigned(2)
    steps: int = unsigned(3)
    step_seconds: float = real(4)
    preview_width: int = unsigned(5)
    preview_height: int = unsigned(6)
    preview: bytes = data(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    TYPE: ClassVar[int] = 20
    id: int = unsigned(1, required=True)
    slot: int = unsigned(2, required=True)
    index: int = unsigned(3, required=True)
    width: int = unsigned(4, required=True)
    height: int = unsigned(5, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A piece of the sound: interleaved float32, little-endian."""

    TYPE: ClassVar[int] = 21
    id: int = unsigned(1, required=True)
    sample_rate: int = unsigned(2, required=True)
    channels: int = unsigned(3, required=True)
    first_sample: int = unsigned(4)
    samples: bytes = data(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    TYPE: ClassVar[int] = 22
    id: int = unsigned(1, required=True)
    frames: int = unsigned(2)
    generated_frames: int = unsigned(3)
    denoise_seconds: float = real(4)
    total_seconds: float = real(5)
    device_bytes: int = unsigned(6)
    device_peak_bytes: int = unsigned(7)
    resident_bytes: int = unsigned(8)
    resident_growth_bytes: int = unsigned(9)
    films: int = unsigned(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """`id` is that of the generation, or 0; `request` is the type of the message that failed, or 0."""

    TYPE: ClassVar[int] = 23
    code: str = text(1, required=True)
    message: str = text(2, required=True)
    id: int = unsigned(3)
    request: int = unsigned(4)
    retryable: int = unsigned(5)
    advice: tuple[str, ...] = text(6, repeated=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unloaded:
    TYPE: ClassVar[int] = 24
    device_bytes: int = unsigned(1)
    resident_bytes: int = unsigned(2)


FROM_WORKER: dict[int, type] = {c.TYPE: c for c in (Attach, Load, Generate, Ack, Cancel, Unload, Shutdown)}
FROM_SIDE: dict[int, type] = {
    c.TYPE: c for c in (Hello, Attached, Loaded, Progress, Frame, Audio, Done, Failed, Unloaded)
}


def decode(known: dict[int, type], type_: int, body: bytes) -> Any:
    """The message of one of the `known` types: each side is told apart from what only it may say."""
    if type_ not in known:
        raise BadMessage(f"unknown message type {type_}")
    return decode_body(known[type_], body)
