/// The time plan of a piece that fits a film: bars, phrases, and the moment it comes home.
///
/// A piece is an optional bar of introduction, phrases of about four bars, and a final chord that
/// rings until the film ends.
struct Form {
    /// Pulses in a bar; the notation's quarter, which is half a felt beat in slow pieces.
    let pulsesPerBar: Int

    /// Bars before the final chord; 0 for films too short for more than a chord.
    let barCount: Int

    /// Bars of introduction, 0 or 1.
    let introduction: Int

    /// Bars of each phrase, without gap or overlap, from the introduction to the final chord.
    let phrases: [Range<Int>]

    /// Seconds before the first pulse, so that the fade-in spares the first attack.
    let start: Double
    let secondsPerPulse: Double
    let beatsPerMinute: Double

    private let ritardando: Double

    var pulseCount: Double { Double(barCount * pulsesPerBar) }

    /// Pulse of the last bar at which the chord that leads home begins.
    static let approachPulse = 2.0

    /// Seconds of the film at `pulse`; the last bar slows down.
    func seconds(at pulse: Double) -> Double {
        let lastBar = Double(max(0, barCount - 1) * pulsesPerBar)
        let within = max(0, pulse - lastBar)
        let slowing = barCount == 0 ? 0 : ritardando * within * within / Double(2 * pulsesPerBar)
        return start + secondsPerPulse * (pulse + slowing)
    }

    /// Seconds to the final chord.
    var cadence: Double { seconds(at: pulseCount) }

    /// Fits the bars to `seconds`, near `tempo` (felt beats a minute).
    init(seconds: Double, tempo: Int, pulsesPerBar: Int, ritardando: Double) {
        let wanted = Double(tempo.clamped(to: 40...200))
        let feltPulses = wanted < 90 ? 2.0 : 1.0
        let usualPulse = 60 / (wanted * feltPulses)
        let start = min(0.06, seconds * 0.02)
        let fit = Form.fit(
            seconds: seconds - start, usualPulse: usualPulse, pulsesPerBar: pulsesPerBar,
            stretch: ritardando / 2)
        self.pulsesPerBar = pulsesPerBar
        self.ritardando = ritardando
        self.start = start
        barCount = fit.bars
        secondsPerPulse = fit.secondsPerPulse
        beatsPerMinute = 60 / (fit.secondsPerPulse * feltPulses)
        introduction = fit.bars >= 5 ? 1 : 0
        phrases = Form.phrases(from: introduction, to: fit.bars)
    }

    private typealias Fit = (bars: Int, secondsPerPulse: Double)

    /// The whole number of bars that asks least of tempo and ending.
    private static func fit(
        seconds: Double, usualPulse: Double, pulsesPerBar: Int, stretch: Double
    ) -> Fit {
        let usualRing = (seconds * 0.2).clamped(to: 1.2...2.8)
        let barSeconds = usualPulse * Double(pulsesPerBar)
        let most = Int(seconds / barSeconds * 1.3) + 1
        var best: (cost: Double, fit: Fit) = (.infinity, (0, usualPulse))
        guard seconds > usualRing + 0.7 * barSeconds else { return best.fit }
        for bars in 1...most {
            for ringShare in [0.75, 0.85, 1, 1.15, 1.3] {
                let room = seconds - usualRing * ringShare
                let pulses = (Double(bars) + stretch) * Double(pulsesPerBar)
                let pulse = room / pulses
                guard pulse > 0 else { continue }
                let tempoChange = abs(Elementary.logarithm(pulse / usualPulse))
                let body = bars >= 5 ? bars - 1 : bars
                let squareness =
                    body.isMultiple(of: 4) ? 0 : body.isMultiple(of: 2) ? 0.1 : 0.22
                let cost =
                    8 * tempoChange * tempoChange + abs(ringShare - 1) * 0.3
                    + squareness / Double(max(1, body / 4))
                if cost < best.cost { best = (cost, (bars, pulse)) }
            }
        }
        return best.fit
    }

    private static func phrases(from start: Int, to end: Int) -> [Range<Int>] {
        var phrases: [Range<Int>] = []
        var bar = start
        while bar < end {
            let length = end - bar <= 5 ? end - bar : 4
            phrases.append(bar..<bar + length)
            bar += length
        }
        return phrases
    }
}
