"""Data folders, keys and join tokens: how a member finds its farm and proves who it is."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, Optional, Tuple

import zmq
from zmq.utils import z85

from .errors import NoFarm, TokenError

FILE_VERSION = 1

#: As the farm numbers them in a token.
ROLES = ("client", "worker", "gateway", "operator", "joiner")

#: Where the key of a role lies in a data folder.
KEY_FILES = {
    "client": "client.key", "gateway": "client.key", "worker": "worker.key",
    "operator": "operator.key",
}


@dataclass(frozen=True)
class Keys:
    """A CURVE key in Z85; the secret half is never shown."""

    public: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Keys:
        return cls(*zmq.curve_keypair())

    @classmethod
    def of_secret(cls, secret: bytes) -> Keys:
        return cls(zmq.curve_public(secret), secret)


@dataclass(frozen=True)
class Address:
    """The three ports of a farm as ZeroMQ writes them, and its public key in Z85."""

    client: str
    worker: str
    media: str
    #: None for a farm without encryption, on this machine only.
    server_key: Optional[bytes]


@dataclass(frozen=True)
class Invitation:
    """What a join token says."""

    host: str
    address: Address
    keys: Keys
    role: str
    expiry: datetime


def default_folder() -> str:
    """Where ``reelmill`` looks too: ``$REELMILL_DATA``, or reelmill/ in the user's data folder."""
    shared = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return os.environ.get("REELMILL_DATA") or os.path.join(shared, "reelmill")


def load(folder: Optional[str]) -> Tuple[Address, Keys]:
    """The farm that a data folder names and the key to use there; an operator's goes first."""
    folder = folder or default_folder()
    content = read_private(os.path.join(folder, "farm.json"))
    if content is None:
        raise NoFarm(
            f"no farm runs in {folder} and none was joined from there: start one with `reelmill up`, "
            "or join one with a token")
    try:
        server_key = content.get("serverKey")
        address = Address(
            content["client"], content["worker"], content["media"],
            server_key.encode() if server_key else None)
    except (KeyError, AttributeError) as error:
        raise NoFarm(f"{folder}/farm.json is damaged: {error}") from error
    for name in ("operator.key", "client.key"):
        path = os.path.join(folder, "keys", name)
        keys = load_keys(path)
        if keys is not None:
            return address, keys
    raise NoFarm(f"{folder} holds no key of yours: ask the farm's operator for a join token")


def load_keys(path: str) -> Optional[Keys]:
    """None where there is no such file."""
    content = read_private(path)
    if content is None:
        return None
    try:
        keys = Keys(content["publicKey"].encode(), content["secretKey"].encode())
        if zmq.curve_public(keys.secret) != keys.public:
            raise NoFarm(f"{path} is damaged: its two keys do not belong together")
    except (KeyError, AttributeError, ValueError, zmq.ZMQError) as error:
        raise NoFarm(f"{path} is damaged: {error}") from error
    return keys


def load_or_make_keys(path: str) -> Keys:
    keys = load_keys(path)
    if keys is None:
        keys = Keys.generate()
        write_private(
            path, {"publicKey": keys.public.decode(), "secretKey": keys.secret.decode()})
    return keys


def save_address(folder: str, address: Address) -> None:
    key = {"serverKey": address.server_key.decode()} if address.server_key else {}
    write_private(
        os.path.join(folder, "farm.json"),
        {"client": address.client, "worker": address.worker, "media": address.media, **key})


def read_private(path: str) -> Optional[Dict[str, Any]]:
    """A JSON file that only its owner may read; None where there is none."""
    try:
        with open(path, "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise NoFarm(f"{path} is open to others (mode {mode:o}): run chmod 600 {path}")
            content = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise NoFarm(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("version"), int):
        raise NoFarm(f"{path} is damaged: it carries no version")
    if content["version"] > FILE_VERSION:
        raise NoFarm(
            f"{path} was written by a newer version (form {content['version']}): update this package")
    return content


def write_private(path: str, content: Dict[str, Any]) -> None:
    """Afterwards the file has its old content or the new one."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    draft = f"{path}.{os.getpid()}.new"
    if os.path.lexists(draft):
        os.unlink(draft)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"version": FILE_VERSION, **content}, file, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def key_path(folder: str, role: str) -> str:
    return os.path.join(folder, "keys", KEY_FILES[role])


def read_token(text: str) -> Invitation:
    """Reads a join token as ``JoinToken.swift`` writes it.

    base64url of: expiry (8 bytes), role (1), three ports (2 each), the farm's public key (32), the
    one-time secret key (32), the host, and 4 bytes of the SHA-256 of all before; numbers big-endian.
    """
    text = text.strip()
    prefix = "reelmill1."
    if not text.startswith("reelmill"):
        raise TokenError("this is no join token: one begins with reelmill1.")
    if not text.startswith(prefix):
        raise TokenError("this join token is for another version of this package")
    damaged = TokenError("this join token is cut or mistyped: copy the whole line again")
    plain = text[len(prefix):]
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
        content, checksum = data[:-4], data[-4:]
        if len(content) < 80 or hashlib.sha256(content).digest()[:4] != checksum:
            raise damaged
        role = ROLES[content[8]]
        host = content[79:].decode("utf-8")
    except (ValueError, IndexError):
        raise damaged from None
    ports = [int.from_bytes(content[start:start + 2], "big") for start in (9, 11, 13)]
    shown = f"[{host}]" if ":" in host else host
    client, worker, media = (f"tcp://{shown}:{port}" for port in ports)
    expiry = int.from_bytes(content[:8], "big", signed=True)
    return Invitation(
        host=host, address=Address(client, worker, media, z85.encode(content[15:47])),
        keys=Keys.of_secret(z85.encode(content[47:79])), role=role,
        expiry=datetime.fromtimestamp(expiry / 1000, timezone.utc))
