internal import FarmModel

/// The `moov` box: everything about a film but its media.
///
/// ISO/IEC 14496-12 (boxes), 14496-14 (esds), 14496-15 (avcC). Times of creation are 0, so that
/// equal films are equal files.
struct Movie {
    enum Kind {
        /// Samples follow in fragments.
        case fragmented

        /// Samples lie in one `mdat` whose first byte of media is at this offset.
        case whole(mediaOffset: Int)
    }

    var kind: Kind
    var timescale: Int

    /// Ticks; 0 where the end is not known.
    var duration: Int
    var tracks: [Track]
    var labels: FilmLabels?

    /// The first box of every file.
    static func fileType(_ kind: Kind) -> [UInt8] {
        var writer = BoxWriter()
        writer.box("ftyp") {
            switch kind {
            case .fragmented:
                $0.text("iso6")
                $0.integer(UInt32(0))
                $0.text("iso6iso5avc1mp41")
            case .whole:
                $0.text("isom")
                $0.integer(UInt32(512))
                $0.text("isomiso2avc1mp41")
            }
        }
        return writer.bytes
    }

    var box: [UInt8] {
        var writer = BoxWriter()
        writer.box("moov") {
            header(in: &$0)
            for track in tracks { write(track, in: &$0) }
            if case .fragmented = kind { extends(in: &$0) }
            labels?.write(in: &$0)
        }
        return writer.bytes
    }

    private func header(in writer: inout BoxWriter) {
        writer.fullBox("mvhd", version: 1) {
            $0.zeros(16)
            $0.integer(UInt32(timescale))
            $0.integer(UInt64(duration))
            $0.integer(UInt32(0x10000))
            $0.integer(UInt16(0x100))
            $0.zeros(10)
            $0.identityMatrix()
            $0.zeros(24)
            $0.integer(UInt32(tracks.map(\.id).max() ?? 0) + 1)
        }
    }

    private func extends(in writer: inout BoxWriter) {
        writer.box("mvex") {
            for track in tracks {
                $0.fullBox("trex") {
                    $0.integer(track.id)
                    $0.integer(UInt32(1))
                    $0.zeros(12)
                }
            }
        }
    }

    private func write(_ track: Track, in writer: inout BoxWriter) {
        writer.box("trak") {
            trackHeader(track, in: &$0)
            if let edit = track.edit { edits(edit, in: &$0) }
            $0.box("mdia") {
                $0.fullBox("mdhd", version: 1) {
                    $0.zeros(16)
                    $0.integer(UInt32(track.timescale))
                    $0.integer(UInt64(track.table.duration))
                    // The language "und" in three groups of five bits.
                    $0.integer(UInt16(0x55C4))
                    $0.zeros(2)
                }
                handler(track.medium, in: &$0)
                $0.box("minf") {
                    mediaHeader(track.medium, in: &$0)
                    $0.box("dinf") {
                        $0.fullBox("dref") {
                            $0.integer(UInt32(1))
                            $0.fullBox("url ", flags: 1) { _ in }
                        }
                    }
                    $0.box("stbl") {
                        track.medium.describe(in: &$0)
                        samples(track.table, in: &$0)
                    }
                }
            }
        }
    }

    private func trackHeader(_ track: Track, in writer: inout BoxWriter) {
        writer.fullBox("tkhd", version: 1, flags: 3) {
            $0.zeros(16)
            $0.integer(track.id)
            $0.zeros(4)
            $0.integer(UInt64(track.edit?.duration ?? duration))
            $0.zeros(12)
            switch track.medium {
            case .picture(let size, _):
                $0.zeros(4)
                $0.identityMatrix()
                $0.integer(UInt32(size.width) << 16)
                $0.integer(UInt32(size.height) << 16)
            case .sound:
                $0.integer(UInt16(0x100))
                $0.zeros(2)
                $0.identityMatrix()
                $0.zeros(8)
            }
        }
    }

    private func edits(_ edit: Track.Edit, in writer: inout BoxWriter) {
        writer.box("edts") {
            $0.fullBox("elst", version: 1) {
                $0.integer(UInt32(1))
                $0.integer(UInt64(edit.duration))
                $0.integer(Int64(edit.skipped))
                $0.integer(UInt32(0x10000))
            }
        }
    }

    private func handler(_ medium: Track.Medium, in writer: inout BoxWriter) {
        writer.fullBox("hdlr") {
            $0.zeros(4)
            switch medium {
            case .picture: $0.text("vide")
            case .sound: $0.text("soun")
            }
            $0.zeros(13)
        }
    }

    private func mediaHeader(_ medium: Track.Medium, in writer: inout BoxWriter) {
        switch medium {
        case .picture: writer.fullBox("vmhd", flags: 1) { $0.zeros(8) }
        case .sound: writer.fullBox("smhd") { $0.zeros(4) }
        }
    }

    private func samples(_ table: SampleTable, in writer: inout BoxWriter) {
        runs("stts", table.durations, in: &writer)
        if table.compositionOffsets.contains(where: { $0.value != 0 }) {
            runs("ctts", table.compositionOffsets, in: &writer)
        }
        // Without this box every sample is a place to start from, which holds for sound.
        if table.syncSamples.count < table.count {
            writer.fullBox("stss") {
                $0.integer(UInt32(table.syncSamples.count))
                for number in table.syncSamples { $0.integer(UInt32(number)) }
            }
        }
        clusters(table.clusters, in: &writer)
        writer.fullBox("stsz") {
            $0.integer(UInt32(0))
            $0.integer(UInt32(table.byteCounts.count))
            for count in table.byteCounts { $0.integer(count) }
        }
        offsets(table.clusters, in: &writer)
    }

    private func runs(_ type: String, _ runs: [SampleTable.Run], in writer: inout BoxWriter) {
        writer.fullBox(type) {
            $0.integer(UInt32(runs.count))
            for run in runs {
                $0.integer(UInt32(run.count))
                $0.integer(UInt32(run.value))
            }
        }
    }

    private func clusters(_ clusters: [SampleTable.Cluster], in writer: inout BoxWriter) {
        let changes = clusters.indices.filter {
            $0 == 0 || clusters[$0].sampleCount != clusters[$0 - 1].sampleCount
        }
        writer.fullBox("stsc") {
            $0.integer(UInt32(changes.count))
            for index in changes {
                $0.integer(UInt32(index + 1))
                $0.integer(UInt32(clusters[index].sampleCount))
                $0.integer(UInt32(1))
            }
        }
    }

    private func offsets(_ clusters: [SampleTable.Cluster], in writer: inout BoxWriter) {
        var base = 0
        if case .whole(let mediaOffset) = kind { base = mediaOffset }
        // The choice must not depend on `base`, which depends on the length of this box.
        let wide = clusters.contains { $0.position > Int(UInt32.max) / 2 }
        writer.fullBox(wide ? "co64" : "stco") {
            $0.integer(UInt32(clusters.count))
            for cluster in clusters {
                let offset = base + cluster.position
                if wide { $0.integer(UInt64(offset)) } else { $0.integer(UInt32(offset)) }
            }
        }
    }
}
