"""What can be asked of a farm, written once for both kinds of client.

A plan is a generator: it yields a future whenever it has to wait, and returns what the verb returns.
``Farm`` waits for the futures by blocking, ``AsyncFarm`` by awaiting.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import uuid
from concurrent.futures import Future
from typing import Any, Generator, Mapping, Optional, Sequence, Tuple, TypeVar, Union

from zmq.utils import z85

from . import _members, _wire
from ._loop import Loop
from .errors import FarmError, JobCancelled, JobFailed, Unexpected
from .model import (
    Cancelled,
    Completed,
    Event,
    Explanation,
    Failed,
    FarmStatus,
    Film,
    Identity,
    Job,
    JobPage,
    JoinToken,
    Submission,
    Welcome,
    Worker,
)

T = TypeVar("T")
Plan = Generator["Future[Any]", Any, T]

#: Seconds that a verb waits where nothing else is said.
TIMEOUT = 30.0


def ask(loop: Loop, timeout: float, body: _wire.JSON, answer: str) -> Plan[_wire.JSON]:
    """The part of the answer that is named ``answer``."""
    reply: _wire.JSON = yield loop.ask(body, timeout)
    if answer not in reply:
        raise Unexpected(f"the farm did not answer with {answer}")
    content: _wire.JSON = reply[answer]
    return content


def hello(loop: Loop, timeout: float, program: str) -> Plan[Welcome]:
    fields = yield from ask(loop, timeout, {"hello": {"client": program}}, "welcome")
    return Welcome(
        server=fields.get("server", ""), identity=_wire.identity(fields.get("identity", {})),
        media_port=int(fields.get("mediaPort", 0)))


def submit(
    loop: Loop, timeout: float, film: _wire.JSON, *, key: Optional[str], account: Optional[str],
    title: Optional[str], priority: int, labels: Optional[Mapping[str, str]],
    maximum_attempts: Optional[int], attempt_timeout: Optional[float], after: Sequence[int],
    count: Optional[int],
    storyboard: Union[str, Mapping[str, Any], None],
) -> Plan[Submission]:
    key = key or str(uuid.uuid4())
    if isinstance(storyboard, Mapping):
        storyboard = json.dumps(storyboard, ensure_ascii=False)
    body = {
        "submit": {
            "clientKey": key, "account": account, "title": title, "priority": priority,
            "labels": _wire.labels(labels), "maximumAttempts": maximum_attempts,
            "timeoutMs": None if attempt_timeout is None else int(attempt_timeout * 1000),
            "after": list(after) or None, "arrayCount": count,
            "film": {**film, "storyboardJson": storyboard},
        }
    }
    fields = yield from ask(loop, timeout, body, "submitted")
    return Submission(
        job=int(fields.get("job", 0)), repeated=bool(fields.get("repeated", False)), key=key,
        count=int(fields.get("arrayCount", 1)))


def show(loop: Loop, timeout: float, job: int) -> Plan[Job]:
    return _wire.job((yield from ask(loop, timeout, {"show": {"job": job}}, "job")))


def list_jobs(
    loop: Loop, timeout: float, states: Sequence[str], account: Optional[str],
    labels: Optional[Mapping[str, str]], limit: Optional[int], after: Optional[int],
) -> Plan[JobPage]:
    body = {
        "list": {
            "states": list(states), "account": account, "labels": _wire.labels(labels),
            "limit": limit, "after": after}
    }
    return _wire.job_page((yield from ask(loop, timeout, body, "jobs")))


def cancel(loop: Loop, timeout: float, job: int) -> Plan[None]:
    yield from ask(loop, timeout, {"cancel": {"job": job}}, "cancelling")


def steer(loop: Loop, timeout: float, what: str, subject: _wire.JSON) -> Plan[None]:
    """Changes how work or workers stand; durable once answered."""
    yield from ask(loop, timeout, {what: subject}, "carriedOut")


def pausable(job: Optional[int], account: Optional[str], farm: bool) -> _wire.JSON:
    """What is paused or resumed: exactly one of the three."""
    subjects: _wire.JSON = {"job": job, "account": account, "farm": {} if farm else None}
    subject = _wire.present(subjects)
    if len(subject) != 1:
        raise ValueError("name one of a job, an account and farm=True")
    return subject


def storyboard(loop: Loop, timeout: float, job: int) -> Plan[Mapping[str, Any]]:
    fields = yield from ask(loop, timeout, {"storyboard": {"job": job}}, "storyboard")
    document: Mapping[str, Any] = json.loads(fields.get("json", "{}"))
    return document


def explain(loop: Loop, timeout: float, job: int) -> Plan[Explanation]:
    return _wire.explanation(
        (yield from ask(loop, timeout, {"explain": {"job": job}}, "explanation")))


def workers(loop: Loop, timeout: float) -> Plan[Tuple[Worker, ...]]:
    fields = yield from ask(loop, timeout, {"workers": {}}, "workers")
    return tuple(_wire.worker(worker) for worker in fields.get("workers", []))


def status(loop: Loop, timeout: float) -> Plan[FarmStatus]:
    return _wire.status((yield from ask(loop, timeout, {"status": {}}, "status")))


def create_join_token(
    loop: Loop, timeout: float, role: str, name: Optional[str], account: Optional[str],
    host: Optional[str], lifetime: Optional[float],
) -> Plan[JoinToken]:
    """Not to be asked twice: each answer is another token."""
    milliseconds = None if lifetime is None else int(lifetime * 1000)
    order = {
        "role": role, "name": name, "account": account, "host": host, "lifetimeMs": milliseconds,
    }
    reply = yield loop.ask({"createJoinToken": order}, timeout, is_repeatable=False)
    if "joinToken" not in reply:
        raise Unexpected("the farm did not answer with a token")
    fields = reply["joinToken"]
    return JoinToken(fields.get("token", ""), _wire.instant(fields.get("expiryMs")))


def join(
    token: str, folder: Optional[str], name: Optional[str], timeout: float,
) -> Plan[Identity]:
    """Makes a lasting key in the folder, registers it and notes the farm's address there.

    The key is kept first, so that joining again after a lost answer is the same join.
    """
    invitation = _members.read_token(token)
    if invitation.role == "joiner":
        raise FarmError("nobody joins as a joiner: ask for another token")
    folder = folder or _members.default_folder()
    keys = _members.load_or_make_keys(_members.key_path(folder, invitation.role))
    loop = Loop(invitation.address, invitation.keys)
    try:
        public = base64.b64encode(z85.decode(keys.public)).decode()
        body = {"join": {"publicKey": public, "name": name or socket.gethostname()}}
        fields = yield from ask(loop, timeout, body, "joined")
    finally:
        loop.close()
    _members.save_address(os.path.abspath(folder), invitation.address)
    return _wire.identity(fields)


def ending(job: int, event: Optional[Event]) -> Film:
    """The film of a job whose last event this is; raises how it ended otherwise."""
    if isinstance(event, Completed):
        return event.film
    if isinstance(event, Failed):
        failure = event.failure
        raise JobFailed(event.job, failure.code, failure.message, failure.retry_worthwhile)
    if isinstance(event, Cancelled):
        raise JobCancelled(event.job)
    raise Unexpected(f"the watch of job {job} ended before the job")
