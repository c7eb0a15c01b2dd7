"""The media port's messages, which have no JSON form: as much of protobuf as they need.

Wire types, varints and length-delimited fields as in https://protobuf.dev/programming-guides/encoding/;
the field numbers are those of Sources/Shared/Wire/Protocol/media.proto.
"""

from __future__ import annotations

from typing import Dict, List, Tuple, Union

from ._wire import VERSION
from .errors import Refused, Unexpected

Field = Union[int, bytes]


def read_request(correlation: int, ticket: bytes, offset: int, length: int) -> bytes:
    """``reelmill.media.Request`` with a ``read``."""
    read = encode([(1, ticket), (2, offset), (3, length)])
    return encode([(1, VERSION), (2, correlation), (5, read)])


def correlation(frame: bytes) -> int:
    return integer(decode(frame), 2)


def portion(frame: bytes) -> Tuple[int, int]:
    """The offset and the whole file's byte count that a ``reelmill.media.Reply`` speaks of."""
    reply = decode(frame)
    if 6 in reply:
        raise refusal(content(reply, 6))
    if 5 not in reply:
        raise Unexpected("no bytes where some were due")
    fields = decode(content(reply, 5))
    return integer(fields, 1), integer(fields, 2)


def refusal(frame: bytes) -> Refused:
    """``reelmill.common.Refusal``."""
    fields = decode(frame)
    code, message, field, value, limit = (
        content(fields, number).decode("utf-8", "replace") for number in range(1, 6))
    wait = integer(fields, 6) / 1000 if 6 in fields else None
    return Refused(code, message, field, value, limit, retry_after=wait)


def encode(fields: List[Tuple[int, Field]]) -> bytes:
    """A message; fields at their default are left out."""
    message = bytearray()
    for number, value in fields:
        if isinstance(value, bytes) and value:
            message += varint(number << 3 | 2) + varint(len(value)) + value
        elif isinstance(value, int) and value:
            message += varint(number << 3) + varint(value)
    return bytes(message)


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def decode(message: bytes) -> Dict[int, Field]:
    """The fields by number, the last of each; unknown ones are kept, unread."""
    fields: Dict[int, Field] = {}
    position = 0

    def take_varint() -> int:
        nonlocal position
        value = 0
        for shift in range(0, 70, 7):
            if position >= len(message):
                break
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value & (1 << 64) - 1
        raise Unexpected("the farm's answer on the media port is cut short")

    def take_bytes(count: int) -> bytes:
        nonlocal position
        if position + count > len(message):
            raise Unexpected("the farm's answer on the media port is cut short")
        position += count
        return bytes(message[position - count:position])

    while position < len(message):
        key = take_varint()
        number, wire_type = key >> 3, key & 7
        if wire_type == 0:
            fields[number] = take_varint()
        elif wire_type == 1:
            fields[number] = int.from_bytes(take_bytes(8), "little")
        elif wire_type == 2:
            fields[number] = take_bytes(take_varint())
        elif wire_type == 5:
            fields[number] = int.from_bytes(take_bytes(4), "little")
        else:
            raise Unexpected(f"the farm's answer on the media port has wire type {wire_type}")
    return fields


def integer(fields: Dict[int, Field], number: int) -> int:
    value = fields.get(number, 0)
    if not isinstance(value, int):
        raise Unexpected(f"field {number} on the media port is no number")
    return value


def content(fields: Dict[int, Field], number: int) -> bytes:
    value = fields.get(number, b"")
    if not isinstance(value, bytes):
        raise Unexpected(f"field {number} on the media port holds no bytes")
    return value
