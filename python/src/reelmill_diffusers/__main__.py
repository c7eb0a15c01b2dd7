"""Runs the side process: `python -m reelmill_diffusers --socket PATH` or `--descriptor N`."""

from __future__ import annotations

import argparse
import os
import socket
import stat
import sys

from .channel import Channel
from .messages import FROM_WORKER
from .session import Engine, Session


def connect(path: str) -> socket.socket:
    folder = os.path.dirname(os.path.abspath(path))
    status = os.stat(folder)
    # Whoever can reach the socket can make this process read files; only its own user may.
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise OSError(f"{folder} must belong to this user alone (mode 0700)")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    return connection


def make_engine() -> Engine:
    # Here and not above: importing takes seconds, during which a closed socket must already be noticed.
    from .engine import DiffusersEngine

    return DiffusersEngine()


def main() -> int:
    parser = argparse.ArgumentParser(prog="reelmill-diffusers", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", metavar="PATH", help="the worker's socket, in a folder of mode 0700")
    where.add_argument("--descriptor", metavar="N", type=int, help="an inherited, connected stream socket")
    arguments = parser.parse_args()
    # Before anything of Hugging Face is imported: weights come from the operator's folders, never from the net.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    try:
        if arguments.socket is not None:
            connection = connect(arguments.socket)
        else:
            connection = socket.socket(fileno=arguments.descriptor)
    except OSError as error:
        print(f"reelmill-diffusers: no worker: {error}", file=sys.stderr)
        return 1
    Session(Channel(connection, FROM_WORKER), make_engine).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
