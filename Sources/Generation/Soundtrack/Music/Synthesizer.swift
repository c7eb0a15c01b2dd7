import CFluidSynth

/// FluidSynth without a sound card: it renders as fast as it can, and always the same.
struct Synthesizer: ~Copyable {
    /// Frames rendered between two answers of the caller's progress closure.
    private static let blockFrames = 4096

    /// The channel that General MIDI keeps for drums.
    private static let drumChannel: Int32 = 9

    // Safety: created in `init`, never null after it, used by the owner of this value alone and
    // destroyed in `deinit`; see fluid_synth_t in fluidsynth/synth.h.
    private let settings: OpaquePointer
    private let synth: OpaquePointer

    init(soundfont: SoundfontLocation) throws(SoundtrackError) {
        Synthesizer.silenceLog()
        guard fluid_is_soundfont(soundfont.path) != 0 else {
            throw .unreadableSoundfont(path: soundfont.path)
        }
        guard let settings = new_fluid_settings() else {
            throw .synthesizerFailed(during: .creation)
        }
        let isConfigured = Synthesizer.configure(settings)
        guard isConfigured, let synth = new_fluid_synth(settings) else {
            delete_fluid_settings(settings)
            throw .synthesizerFailed(during: isConfigured ? .creation : .configuration)
        }
        guard fluid_synth_sfload(synth, soundfont.path, 1) != FLUID_FAILED else {
            delete_fluid_synth(synth)
            delete_fluid_settings(settings)
            throw .unreadableSoundfont(path: soundfont.path)
        }
        self.settings = settings
        self.synth = synth
    }

    deinit {
        delete_fluid_synth(synth)
        delete_fluid_settings(settings)
    }

    /// Plays `part` alone into `frameCount` frames; `progress` hears the fraction done.
    mutating func track(
        of part: Part, frameCount: Int, progress: (Double) -> Bool
    ) throws(SoundtrackError) -> StereoTrack {
        guard fluid_synth_system_reset(synth) == FLUID_OK else {
            throw .synthesizerFailed(during: .configuration)
        }
        let channel = part.instrument.isDrumKit ? Synthesizer.drumChannel : 0
        try seat(part.instrument, at: channel)
        var track = StereoTrack(frameCount: frameCount)
        var rendered = 0
        for event in part.notes.flatMap({ KeyEvent.pair(for: $0, on: channel) }).sorted() {
            try render(into: &track, from: &rendered, to: min(event.frame, frameCount), progress)
            play(event)
        }
        try render(into: &track, from: &rendered, to: frameCount, progress)
        return track
    }

    private func seat(_ instrument: Instrument, at channel: Int32) throws(SoundtrackError) {
        let results = [
            fluid_synth_program_change(synth, channel, Int32(instrument.program)),
            fluid_synth_cc(synth, channel, 10, Int32(instrument.place)),
            fluid_synth_cc(synth, channel, 91, Int32(instrument.reverb)),
        ]
        guard results.allSatisfy({ $0 == FLUID_OK }) else {
            throw .synthesizerFailed(during: .configuration)
        }
    }

    private func play(_ event: KeyEvent) {
        // Both answer FLUID_FAILED for a key that sounds nothing, such as a drum the kit lacks: the
        // music goes on without that note.
        if event.velocity > 0 {
            _ = fluid_synth_noteon(synth, event.channel, event.key, event.velocity)
        } else {
            _ = fluid_synth_noteoff(synth, event.channel, event.key)
        }
    }

    private func render(
        into track: inout StereoTrack, from rendered: inout Int, to end: Int,
        _ progress: (Double) -> Bool
    ) throws(SoundtrackError) {
        while rendered < end {
            let count = min(Synthesizer.blockFrames, end - rendered)
            let offset = Int32(2 * rendered)
            let result = track.frames.withUnsafeMutableBytes { bytes in
                // Safety: frames are pairs of floats without padding, and offset + 2 * count
                // floats lie within the array; fluid_synth_write_float steps by two.
                let samples = bytes.baseAddress
                return fluid_synth_write_float(
                    synth, Int32(count), samples, offset, 2, samples, offset + 1, 2)
            }
            guard result == FLUID_OK else { throw .synthesizerFailed(during: .rendering) }
            rendered += count
            guard progress(Double(rendered) / Double(max(1, track.frames.count))) else {
                throw .cancelled
            }
        }
    }

    /// One core and fixed effects, so that the same score gives the same bits.
    private static func configure(_ settings: OpaquePointer) -> Bool {
        let numbers: [(String, Double)] = [
            ("synth.sample-rate", Double(StereoSamples.sampleRate)), ("synth.gain", 0.5),
            ("synth.reverb.room-size", 0.62), ("synth.reverb.damp", 0.35),
            ("synth.reverb.width", 0.9), ("synth.reverb.level", 0.55),
        ]
        let integers: [(String, Int32)] = [
            ("synth.cpu-cores", 1), ("synth.polyphony", 192), ("synth.reverb.active", 1),
            ("synth.chorus.active", 0), ("synth.dynamic-sample-loading", 1),
            ("synth.lock-memory", 0), ("synth.threadsafe-api", 0),
        ]
        return numbers.allSatisfy { fluid_settings_setnum(settings, $0.0, $0.1) == FLUID_OK }
            && integers.allSatisfy { fluid_settings_setint(settings, $0.0, $0.1) == FLUID_OK }
    }

    /// Results say what failed; the library's own lines on standard error help nobody.
    private static func silenceLog() {
        for level in [FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG] {
            _ = fluid_set_log_function(Int32(level.rawValue), nil, nil)
        }
    }
}

/// A key going down or up at a frame.
private struct KeyEvent: Comparable {
    var frame: Int
    var channel: Int32
    var key: Int32

    /// 0 lets the key go.
    var velocity: Int32

    static func pair(for note: Note, on channel: Int32) -> [KeyEvent] {
        let key = Int32(note.pitch)
        return [
            KeyEvent(
                frame: Timeline.frame(at: note.start), channel: channel, key: key,
                velocity: Int32(note.velocity)),
            KeyEvent(
                frame: Timeline.frame(at: note.start + note.duration), channel: channel, key: key,
                velocity: 0),
        ]
    }

    /// In time; keys go up before they go down again.
    static func < (lesser: KeyEvent, greater: KeyEvent) -> Bool {
        (lesser.frame, lesser.velocity, lesser.channel, lesser.key)
            < (greater.frame, greater.velocity, greater.channel, greater.key)
    }
}
