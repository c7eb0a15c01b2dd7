// Plays a film that is still being rendered: pieces are appended as they are finished.

const ascii = new TextDecoder("latin1");

/// The codecs that a header names; a source buffer wants to know them beforehand.
function codecs(header) {
  const text = ascii.decode(header);
  const found = [];
  const picture = text.indexOf("avcC");
  if (picture > 0) {
    const hex = [...header.subarray(picture + 5, picture + 8)].map((one) => one.toString(16).padStart(2, "0"));
    found.push("avc1." + hex.join(""));
  }
  if (text.includes("mp4a")) found.push("mp4a.40.2");
  if (text.includes("Opus")) found.push("opus");
  return `video/mp4; codecs="${found.join(",")}"`;
}

function append(buffer, bytes) {
  return new Promise((resolve, reject) => {
    buffer.addEventListener("updateend", resolve, { once: true });
    buffer.addEventListener("error", () => reject(new Error("the piece cannot be played")), { once: true });
    buffer.appendBuffer(bytes);
  });
}

/// Plays `media.live` of a film in `video` until it is whole, or until `signal` aborts. The answer is
/// to be called whenever there may be more to play.
export function playLive(video, media, signal) {
  const bell = new EventTarget();
  start(video, media, signal, bell);
  return () => bell.dispatchEvent(new Event("more"));
}

function start(video, media, signal, bell) {
  const base = media.live.replace(/live\.mp4$/, "live/");
  if (!("MediaSource" in window)) {
    // Where pieces cannot be appended (iPhone) the system plays the list of them by itself.
    const native = video.canPlayType("application/vnd.apple.mpegurl") && media.playlist;
    video.src = native || media.live;
    return;
  }
  const source = new MediaSource();
  const address = URL.createObjectURL(source);
  video.src = address;
  signal.addEventListener("abort", () => URL.revokeObjectURL(address), { once: true });
  source.addEventListener("sourceopen", async () => {
    try {
      await feed(source, base, media.playlist, signal, bell);
    } catch {
      // A codec that this browser takes as a file but not in pieces.
      if (!signal.aborted) video.src = media.live;
    }
  }, { once: true });
}

async function feed(source, base, playlist, signal, bell) {
  const header = new Uint8Array(await (await fetch(base + "init.mp4", { signal })).arrayBuffer());
  const buffer = source.addSourceBuffer(codecs(header));
  await append(buffer, header);
  let piece = 0;
  while (!signal.aborted) {
    const more = new Promise((resolve) => {
      bell.addEventListener("more", resolve, { once: true });
      signal.addEventListener("abort", resolve, { once: true });
    });
    // The list says how many pieces there are, so that none is asked for in vain.
    const list = await (await fetch(playlist, { signal })).text();
    const count = (list.match(/\.m4s$/gm) ?? []).length;
    for (; piece < count; piece += 1) {
      const answer = await fetch(`${base}${piece}.m4s`, { signal });
      if (!answer.ok) throw new Error("piece " + piece + " is gone");
      await append(buffer, await answer.arrayBuffer());
    }
    if (list.includes("#EXT-X-ENDLIST")) break;
    await more;
  }
  if (source.readyState === "open") source.endOfStream();
}
