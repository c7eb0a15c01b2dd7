internal import FarmModel
internal import Foundation

/// A load test's report as one HTML page that needs nothing else, in light and dark.
public struct LoadPage {
    private let result: LoadResult
    private let all: LoadSummary

    public init(_ result: LoadResult) {
        self.result = result
        all = result.summary(of: nil)
    }

    public var html: String {
        let scenario = result.scenario
        let charts = LoadCharts(result)
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(SVG.escaped(scenario.name))</title><style>\(LoadPage.style)</style></head><body>
            <header><p class="kind">Load test, seed \(scenario.seed)</p>
            <h1>\(SVG.escaped(scenario.name))</h1><p class="about">\(SVG.escaped(scenario.about))</p>
            \(verdict)</header>
            <section class="tiles">\(tiles)</section>
            <p class="legend">\(legend)</p>
            <section class="cards">
            \(card("Waiting time of each job", charts.waits))
            \(card("Share of jobs that waited no longer", charts.waitShares))
            \(card("Completed jobs a second", charts.pace))
            \(card("Jobs accepted and not ended", charts.open))
            </section>
            \(expectations)
            <section><h2>Accounts</h2><div class="wide">\(table)</div></section>
            \(refusals)\(limits)\(ledger)
            </body></html>
            """
    }

    private var verdict: String {
        let failed = result.verdicts.count { !$0.isMet }
        return failed == 0
            ? "<p class=\"verdict good\">As expected</p>"
            : "<p class=\"verdict bad\">\(failed) of \(result.verdicts.count) expectations not met</p>"
    }

    private var tiles: String {
        let drains = result.fates.count { $0.kind == .drain }
        let kills = result.fates.count { $0.kind == .kill }
        var tiles = [
            ("accepted", "\(all.accepted)", "of \(all.submitted) submitted"),
            (
                "refused", "\(all.refused)",
                all.refusals.first.map { "mostly \($0.reason.name)" } ?? ""
            ),
            ("completed", "\(all.completed)", "\(all.failedAttempts) attempts failed"),
            (
                "wait p50", LoadPage.seconds(all.wait(0.5)),
                "p99 \(LoadPage.seconds(all.wait(0.99)))"
            ),
            (
                "answer p50", LoadPage.seconds(all.latency(0.5)),
                "p99 \(LoadPage.seconds(all.latency(0.99)))"
            ),
            ("throughput", String(format: "%.0f/s", all.throughput), "jobs completed"),
            ("fairness", String(format: "%.3f", all.fairness), "Jain's index"),
        ]
        if drains + kills > 0 { tiles.append(("workers", "\(kills) killed", "\(drains) drained")) }
        return tiles.map { name, value, note in
            "<div class=\"tile\"><b>\(value)</b><span>\(name)</span>"
                + "<small>\(SVG.escaped(note))</small></div>"
        }.joined()
    }

    private var legend: String {
        result.scenario.accounts.enumerated().map { index, group in
            "<span>\(key(index))\(SVG.escaped(group.name))"
                + (group.count > 1 ? " (\(group.count) accounts)" : "") + "</span>"
        }.joined()
    }

    private func card(_ title: String, _ chart: Chart) -> String {
        "<figure><figcaption>\(title)</figcaption>\(chart.svg(title))</figure>"
    }

    private var expectations: String {
        guard !result.verdicts.isEmpty else { return "" }
        let rows = result.verdicts.map { verdict in
            LoadPage.row([
                SVG.escaped(verdict.expectation.description), String(format: "%.4g", verdict.value),
                LoadPage.mark(verdict.isMet ? .good : .bad),
            ])
        }
        return LoadPage.section("Expectations", ["expected", "found", ""], rows)
    }

    private var table: String {
        var rows = result.scenario.accounts.enumerated().map { index, group in
            row(key(index) + SVG.escaped(group.name), result.summary(of: index))
        }
        rows.append(row("all", all))
        return LoadPage.table(
            [
                "accounts", "submitted", "accepted", "refused", "completed", "wait p50", "p95",
                "p99", "answer p99", "jobs/s", "fairness",
            ], rows)
    }

    private func row(_ name: String, _ summary: LoadSummary) -> String {
        LoadPage.row([
            name, "\(summary.submitted)", "\(summary.accepted)", "\(summary.refused)",
            "\(summary.completed)", LoadPage.seconds(summary.wait(0.50)),
            LoadPage.seconds(summary.wait(0.95)), LoadPage.seconds(summary.wait(0.99)),
            LoadPage.seconds(summary.latency(0.99)), String(format: "%.1f", summary.throughput),
            String(format: "%.3f", summary.fairness),
        ])
    }

    /// Refusals by their kind, a column for each.
    private var refusals: String {
        guard all.refused > 0 else { return "" }
        let reasons = all.refusals.map(\.reason)
        let rows = result.scenario.accounts.enumerated().compactMap { index, group -> String? in
            let summary = result.summary(of: index)
            guard summary.refused > 0 else { return nil }
            let counts = reasons.map { reason in
                "\(summary.refusals.first { $0.reason == reason }?.count ?? 0)"
            }
            return LoadPage.row([key(index) + SVG.escaped(group.name)] + counts)
        }
        return LoadPage.section(
            "Refused, by kind", ["accounts"] + reasons.map { SVG.escaped($0.name) }, rows)
    }

    private var limits: String {
        let checks = result.limitChecks
        guard !checks.isEmpty else { return "" }
        let shown = checks.sorted {
            ($1.peak / max($1.limit, 1e-9)) < ($0.peak / max($0.limit, 1e-9))
        }
        .prefix(40)
        let rows = shown.map { check in
            LoadPage.row([
                SVG.escaped(check.level.description), check.kind.rawValue,
                String(format: "%.4g", check.limit), String(format: "%.4g", check.peak),
                LoadPage.mark(check.isKept ? .good : .bad),
            ])
        }
        let rest = checks.count - shown.count
        return LoadPage.section(
            "Limits, and the most that was seen used" + (rest > 0 ? " (\(rest) more)" : ""),
            ["whose", "limit", "allowed", "most", ""], rows)
    }

    private var ledger: String {
        let findings = result.ledgerFindings.map { "<li>\(SVG.escaped($0))</li>" }.joined()
        return "<section><h2>Ledger</h2>"
            + (findings.isEmpty
                ? "<p>\(LoadPage.mark(.good)) What accounts were charged is what the workers "
                    + "reported; nothing is left reserved.</p>"
                : "<ul class=\"bad\">\(findings)</ul>") + "</section>"
    }

    private func key(_ group: Int) -> String {
        "<i class=\"key s\(group % Palette.count)\"></i>"
    }

    static func seconds(_ value: Double) -> String {
        value < 1 ? String(format: "%.1f ms", value * 1000) : String(format: "%.2f s", value)
    }

    private enum Grade: String {
        case good
        case bad
    }

    private static func mark(_ grade: Grade) -> String {
        "<span class=\"\(grade.rawValue)\">\(grade == .good ? "✓ met" : "✗ not met")</span>"
    }

    private static func row(_ cells: [String]) -> String {
        "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    private static func table(_ heads: [String], _ rows: [String]) -> String {
        "<table><thead><tr>" + heads.map { "<th>\($0)</th>" }.joined() + "</tr></thead><tbody>"
            + rows.joined() + "</tbody></table>"
    }

    private static func section(_ title: String, _ heads: [String], _ rows: [String]) -> String {
        "<section><h2>\(title)</h2><div class=\"wide\">\(table(heads, rows))</div></section>"
    }
}

extension LoadPage {
    static let style = """
        :root{--page:#f5f6f8;--card:#fff;--ink:#1b1f27;--soft:#646d7c;--line:#e2e5ea;
        --good:#0a7d4f;--bad:#c0302b;--tint:#e7f5ee;--alarm:#fcebea}
        \(Palette.rules(Palette.light))
        @media(prefers-color-scheme:dark){:root{--page:#12151a;--card:#1b1f27;--ink:#e8ebf0;
        --soft:#98a2b3;--line:#2c323d;--good:#42d69b;--bad:#ff7b72;--tint:#14352a;--alarm:#3d1f1f}
        \(Palette.rules(Palette.dark))}
        \(Palette.shapes)
        *{box-sizing:border-box}
        body{font:15px/1.5 Inter,"Segoe UI","Helvetica Neue",Arial,sans-serif;color:var(--ink);
        background:var(--page);max-width:1320px;margin:0 auto;padding:2rem 1.25rem 4rem}
        header{display:grid;grid-template-columns:1fr auto;align-items:end;gap:.1rem 1rem}
        .kind{margin:0;color:var(--soft);font-size:13px}h1{margin:0;font-size:2rem;line-height:1.2}
        .about{margin:0;color:var(--soft)}.kind,h1,.about{grid-column:1}
        .verdict{grid-column:2;grid-row:1/4;margin:0;padding:.5rem 1.1rem;border-radius:999px;
        font-weight:600}.verdict.good{background:var(--tint)}.verdict.bad{background:var(--alarm)}
        .good{color:var(--good)}.bad{color:var(--bad)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(135px,1fr));gap:.75rem;
        margin:1.5rem 0 1rem}
        .tile,figure,.wide{background:var(--card);border:1px solid var(--line);border-radius:12px}
        .tile{padding:.8rem 1rem;display:flex;flex-direction:column}
        .tile b{font-size:1.45rem;line-height:1.25;font-variant-numeric:tabular-nums}
        .tile span{color:var(--ink)}.tile small{color:var(--soft);min-height:1.2em}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.5rem 0 1rem}
        .key{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.45em}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));
        gap:1rem}
        figure{margin:0;padding:1rem}figcaption{font-weight:600;margin-bottom:.4rem}
        .chart{width:100%;height:auto;display:block}
        .chart .grid{stroke:var(--line)}.chart .tick,.chart .name{fill:var(--soft)}
        .chart .rule{stroke:var(--soft);stroke-dasharray:2 4;opacity:.6}
        h2{font-size:1.1rem;margin:2rem 0 .6rem}
        .wide{overflow-x:auto;padding:.25rem .5rem}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{text-align:right;padding:.45rem .7rem;white-space:nowrap}
        th{color:var(--soft);font-weight:500;font-size:13px}
        tbody tr{border-top:1px solid var(--line)}
        th:first-child,td:first-child{text-align:left}
        """
}

extension Scenario.Expectation: CustomStringConvertible {
    public var description: String {
        let name = figure.rawValue + (kind.map { " by \($0.rawValue)" } ?? "")
        let subject = group.map { "\(name) of \($0)" } ?? name
        switch bound {
        case .atLeast(let value): return "\(subject) at least \(Axis.plain(value))"
        case .atMost(let value): return "\(subject) at most \(Axis.plain(value))"
        }
    }
}
