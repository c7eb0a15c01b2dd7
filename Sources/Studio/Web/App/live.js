// Plays a film that is still being rendered: pieces are appended as they are finished.

const wait = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

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

/// Plays `media.live` of a film in `video` until it is whole, or until `signal` aborts.
export function playLive(video, media, signal) {
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
      await feed(source, base, signal);
    } catch {
      // A codec that this browser takes as a file but not in pieces.
      if (!signal.aborted) video.src = media.live;
    }
  }, { once: true });
}

async function feed(source, base, signal) {
  const header = new Uint8Array(await (await fetch(base + "init.mp4", { signal })).arrayBuffer());
  const buffer = source.addSourceBuffer(codecs(header));
  await append(buffer, header);
  for (let piece = 0; !signal.aborted;) {
    const answer = await fetch(`${base}${piece}.m4s`, { signal });
    if (answer.ok) {
      await append(buffer, await answer.arrayBuffer());
      piece += 1;
    } else if (answer.status === 409) {
      await wait(700, signal);
    } else {
      break;
    }
  }
  if (source.readyState === "open") source.endOfStream();
}
