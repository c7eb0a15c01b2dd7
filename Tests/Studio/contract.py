"""The unchanged openai package through every call of the OpenAI Videos API, against a real farm.

Usage: contract.py READY, the line that `reelmill up --json` prints.
"""

import io
import json
import subprocess
import sys
import tempfile
import urllib.request

import openai

studio = json.loads(sys.argv[1])["studio"]
address = studio["address"]
done = []


def said(call, result):
    """A row of the table of calls."""
    done.append(call)
    print(f"{call:46} {result}", flush=True)


def ask(method, path, body=None, **headers):
    """A request of the browser's interface."""
    request = urllib.request.Request(
        address + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers


def refused(call, kind, **wanted):
    try:
        call()
    except kind as error:
        for name, value in wanted.items():
            assert getattr(error, name) == value, (name, getattr(error, name), value)
        return error
    raise AssertionError(f"not refused with {kind.__name__}")


invite = studio["link"].split("invite=")[1]
me, headers = ask(
    "POST", "/api/sign-up", {"handle": "ada", "password": "correct horse", "invite": invite})
assert me["role"] == "operator"
cookie = headers["Set-Cookie"].split(";")[0]
key, _ = ask(
    "POST", "/api/keys", {"name": "contract"}, Cookie=cookie, **{"X-Reelmill-CSRF": me["csrf"]})
said("sign up by the printed link, make a key", "ok")

client = openai.OpenAI(base_url=address + "/v1", api_key=key["key"])
small = {"size": "128x128", "seconds": "4"}

names = [model.id for model in client.models.list()]
assert "sora-2" in names, names
said("models.list", ", ".join(names))
assert client.models.retrieve("sora-2").owned_by == "reelmill"
said("models.retrieve", "ok")

video = client.videos.create(
    prompt="小猫眨眼睛", model="sora-2", extra_body={"seed": 7, "quality": "draft"}, **small)
assert video.status == "queued" and video.seconds == "4" and video.object == "video", video
said("videos.create (multipart)", f"{video.status}, {video.size}, {video.seconds} s")

video = client.videos.poll(video.id)
assert video.status == "completed" and video.progress == 100, video
said("videos.poll", video.status)

video = client.videos.retrieve(video.id)
assert video.completed_at and video.error is None
said("videos.retrieve", f"completed after {video.completed_at - video.created_at} s")

film = client.videos.download_content(video.id).read()
assert film[4:8] == b"ftyp", film[:12]
with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
    file.write(film)
    file.flush()
    probe = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", file.name],
        check=True, capture_output=True).stdout)
streams = {stream["codec_type"]: stream for stream in probe["streams"]}
assert streams["video"]["width"] == 128 and "audio" in streams, streams
assert abs(float(probe["format"]["duration"]) - 4) < 0.1, probe["format"]
said("videos.download_content", f"{len(film)} bytes, {probe['format']['duration']} s")

thumbnail = client.videos.download_content(video.id, variant="thumbnail").read()
assert thumbnail[:4] == b"RIFF" and thumbnail[8:12] == b"WEBP"
said("videos.download_content (thumbnail)", f"WebP, {len(thumbnail)} bytes")
sheet = client.videos.download_content(video.id, variant="spritesheet").read()
assert sheet[:3] == b"\xff\xd8\xff"
said("videos.download_content (spritesheet)", f"JPEG, {len(sheet)} bytes")

part = urllib.request.Request(
    f"{address}/v1/videos/{video.id}/content",
    headers={"Authorization": "Bearer " + key["key"], "Range": "bytes=4-7"})
with urllib.request.urlopen(part) as answer:
    assert answer.status == 206 and answer.read() == b"ftyp"
said("a range of the film", "206")

again = client.videos.create_and_poll(
    prompt="a cat surfs", extra_body={"storyboard": json.dumps(ask(
        "GET", f"/api/videos/{video.id}/storyboard", Cookie=cookie)[0])}, **small)
assert again.status == "completed", again
said("videos.create_and_poll (with a storyboard)", again.status)

remix = client.videos.remix(video.id, prompt="把小猫换成小狗")
assert remix.remixed_from_video_id == video.id and remix.size == video.size
assert client.videos.poll(remix.id).status == "completed"
said("videos.remix", "remixed_from_video_id is right")

edited = client.post(
    "/videos/edits", body={"prompt": "make it night", "video": {"id": video.id}}, cast_to=object)
assert client.videos.poll(edited["id"]).status == "completed"
said("videos/edits by id (JSON)", "completed")

longer = client.post(
    "/videos/extensions",
    body={"prompt": "a cat runs", "seconds": "4", "video": {"id": video.id}}, cast_to=object)
assert longer["seconds"] == "8", longer
assert client.videos.poll(longer["id"]).status == "completed"
said("videos/extensions by id (JSON)", "8 s in all")

upload = io.BytesIO(film)
error = refused(
    lambda: client.videos.edit(prompt="make it night", video=upload), openai.BadRequestError,
    param="video")
said("videos.edit with a file", f"refused: {error.code}")
upload.seek(0)
error = refused(
    lambda: client.videos.extend(prompt="on", seconds="4", video=upload), openai.BadRequestError,
    param="video")
said("videos.extend with a file", f"refused: {error.code}")
upload.seek(0)
error = refused(
    lambda: client.videos.create_character(name="cat", video=upload), openai.BadRequestError)
said("videos.create_character", f"refused: {error.code}")
error = refused(
    lambda: client.videos.create(prompt="a cat", input_reference=b"\x89PNG"),
    openai.BadRequestError, param="input_reference")
said("videos.create with a picture", f"refused: {error.code}")

ids = [one.id for one in client.videos.list(limit=2)]
assert len(ids) == 5 and ids[-1] == video.id, ids
assert [one.id for one in client.videos.list(limit=2, order="asc")] == ids[::-1]
said("videos.list, page by page, both ways", f"{len(ids)} films")

once = {"Idempotency-Key": "once"}
first = client.videos.create(prompt="a dog", extra_headers=once, **small)
second = client.videos.create(prompt="a dog", extra_headers=once, **small)
assert first.id == second.id
refused(
    lambda: client.videos.create(prompt="a bird", extra_headers=once, **small),
    openai.ConflictError)
said("videos.create twice with one key", "one film")
assert client.videos.poll(first.id).status == "completed"

refused(lambda: client.videos.create(prompt="", **small), openai.BadRequestError, param="prompt")
refused(lambda: client.videos.create(prompt="a", seconds="7"), openai.BadRequestError,
        param="seconds", code="invalid_value")
refused(lambda: client.videos.create(prompt="a", size="1x1"), openai.BadRequestError, param="size")
said("what is wrong is named", "400 with param")
refused(lambda: client.videos.retrieve("video_nobody"), openai.NotFoundError, code="not_found")
said("videos.retrieve of nothing", "404")
stranger = openai.OpenAI(base_url=address + "/v1", api_key="rm_nobody")
refused(lambda: stranger.videos.list(), openai.AuthenticationError, code="invalid_api_key")
said("a wrong key", "401")

gone = client.videos.delete(video.id)
assert gone.deleted and gone.object == "video.deleted"
refused(lambda: client.videos.retrieve(video.id), openai.NotFoundError)
said("videos.delete", "deleted, then 404")

print(f"{len(done)} passed, 0 failed")
