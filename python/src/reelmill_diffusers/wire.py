"""How a message becomes bytes, and how bytes from a peer that is not trusted become a message.

A message is a header and a body; a body is a row of fields, each with its tag, kind and length. Every
field carries its length, even numbers do, so that a reader needs one loop and one bounds check.
"""

from __future__ import annotations

import dataclasses
import math
import struct
from typing import Any, NamedTuple, TypeVar

VERSION = 1

# Frames never travel in messages; the longest body is a piece of sound.
LONGEST_BODY = 2 * 1024 * 1024
MOST_FIELDS = 4096

HEADER = struct.Struct("<IHH")
FIELD = struct.Struct("<BBI")

UNSIGNED, REAL, TEXT, BYTES, GROUP = 1, 2, 3, 4, 5
KIND_NAMES = {UNSIGNED: "unsigned", REAL: "real", TEXT: "text", BYTES: "bytes", GROUP: "group"}

_UNSIGNED = struct.Struct("<Q")
_REAL = struct.Struct("<d")


class BadMessage(Exception):
    """The peer said something that the protocol does not allow; nothing after it can be trusted."""


class Shape(NamedTuple):
    """What the protocol says of one field of a message."""

    tag: int
    kind: int
    required: bool
    repeated: bool
    group: type | None


def _declare(default: Any, shape: Shape) -> Any:
    if shape.repeated:
        return dataclasses.field(default=(), metadata={"shape": shape})
    if shape.required:
        return dataclasses.field(metadata={"shape": shape})
    return dataclasses.field(default=default, metadata={"shape": shape})


def unsigned(tag: int, *, required: bool = False, repeated: bool = False) -> Any:
    return _declare(0, Shape(tag, UNSIGNED, required, repeated, None))


def real(tag: int, *, required: bool = False) -> Any:
    return _declare(0.0, Shape(tag, REAL, required, False, None))


def text(tag: int, *, required: bool = False, repeated: bool = False) -> Any:
    return _declare("", Shape(tag, TEXT, required, repeated, None))


def data(tag: int) -> Any:
    return _declare(b"", Shape(tag, BYTES, False, False, None))


def groups(tag: int, group: type) -> Any:
    return _declare((), Shape(tag, GROUP, False, True, group))


_SHAPES: dict[type, dict[int, tuple[str, Shape]]] = {}


def shapes(cls: type[Any]) -> dict[int, tuple[str, Shape]]:
    """The fields of a message by tag."""
    if cls in _SHAPES:
        return _SHAPES[cls]
    found = {}
    for entry in dataclasses.fields(cls):
        shape: Shape = entry.metadata["shape"]
        found[shape.tag] = (entry.name, shape)
    _SHAPES[cls] = found
    return found


def _encode_value(shape: Shape, value: Any) -> bytes:
    if shape.kind == UNSIGNED:
        return _UNSIGNED.pack(value)
    if shape.kind == REAL:
        return _REAL.pack(value)
    if shape.kind == TEXT:
        return str(value).encode("utf-8", "replace")
    if shape.kind == BYTES:
        return bytes(value)
    return encode_body(value)


def encode_body(message: Any) -> bytes:
    out = bytearray()
    for name, shape in shapes(type(message)).values():
        value = getattr(message, name)
        if not shape.required and not shape.repeated and not value:
            continue  # Absent means zero or empty: the reader fills it in.
        for one in value if shape.repeated else (value,):
            encoded = _encode_value(shape, one)
            out += FIELD.pack(shape.tag, shape.kind, len(encoded))
            out += encoded
    return bytes(out)


def encode(message: Any) -> bytes:
    """The whole message, ready to be sent."""
    body = encode_body(message)
    if len(body) > LONGEST_BODY:
        raise ValueError(f"{type(message).__name__} of {len(body)} bytes is over {LONGEST_BODY}")
    return HEADER.pack(len(body), message.TYPE, 0) + body


def _decode_value(where: str, shape: Shape, value: bytes) -> Any:
    if shape.kind == UNSIGNED:
        if len(value) != 8:
            raise BadMessage(f"{where}: an unsigned has 8 bytes, not {len(value)}")
        return _UNSIGNED.unpack(value)[0]
    if shape.kind == REAL:
        if len(value) != 8:
            raise BadMessage(f"{where}: a real has 8 bytes, not {len(value)}")
        number = _REAL.unpack(value)[0]
        if not math.isfinite(number):
            raise BadMessage(f"{where}: {number} is no number")
        return number
    if shape.kind == TEXT:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise BadMessage(f"{where}: not UTF-8") from None
    if shape.kind == BYTES:
        return value
    assert shape.group is not None
    return decode_body(shape.group, value)


Message = TypeVar("Message")


def decode_body(cls: type[Message], body: bytes) -> Message:
    """The message that `body` holds; an unknown tag is passed over, so that fields can be added."""
    known = shapes(cls)
    values: dict[str, Any] = {}
    offset = count = 0
    while offset < len(body):
        count += 1
        if count > MOST_FIELDS:
            raise BadMessage(f"{cls.__name__}: over {MOST_FIELDS} fields")
        if len(body) - offset < FIELD.size:
            raise BadMessage(f"{cls.__name__}: truncated at byte {offset}")
        tag, kind, length = FIELD.unpack_from(body, offset)
        offset += FIELD.size
        if length > len(body) - offset:
            raise BadMessage(f"{cls.__name__}: field {tag} of {length} bytes in the {len(body) - offset} left")
        value = body[offset : offset + length]
        offset += length
        if tag not in known:
            continue
        name, shape = known[tag]
        where = f"{cls.__name__}.{name}"
        if kind != shape.kind:
            raise BadMessage(f"{where}: is {KIND_NAMES[shape.kind]}, not {KIND_NAMES.get(kind, f'kind {kind}')}")
        decoded = _decode_value(where, shape, value)
        if shape.repeated:
            values.setdefault(name, []).append(decoded)
        elif name in values:
            raise BadMessage(f"{where}: stands twice")
        else:
            values[name] = decoded
    for name, shape in known.values():
        if shape.required and name not in values:
            raise BadMessage(f"{cls.__name__}.{name}: missing")
        if shape.repeated:
            values[name] = tuple(values.get(name, ()))
    return cls(**values)
