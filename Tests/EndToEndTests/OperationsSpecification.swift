import Foundation
import Testing

@Suite(.serialized) struct `A scheduler that is watched` {
    @Test func `tells Prometheus what it has done`() throws {
        let farm = try LoggedScheduler(["--local", "--metrics", "0"])
        for _ in 1...3 { #expect(try farm.run(["submit", "a cat"]).status == 0) }
        #expect(try farm.run(["cancel", "2"]).status == 0)
        #expect(try farm.run(["show", "9"]).status == 66)
        var page = ""
        for _ in 1...40 where !page.contains("reelmill_refusals_total{code=\"unknown\"}") {
            let answer = try farm.fetch("/metrics")
            try #require(answer.status == 200)
            page = answer.body
        }
        for line in [
            "reelmill_ready 1", "reelmill_jobs_submitted_total 3", "reelmill_jobs_unfinished 2",
            "reelmill_jobs_ended_total{end=\"cancelled\"} 1", "reelmill_workers 0",
            "reelmill_tasks{state=\"waiting\"} 2", "reelmill_tasks{state=\"running\"} 0",
            "reelmill_account_tasks{account=\"operator\",state=\"ready\"} 2",
            "# TYPE reelmill_commit_seconds histogram",
        ] {
            #expect(page.contains(line + "\n"), "\(line)")
        }
        let commits = page.split(separator: "\n").first {
            $0.hasPrefix("reelmill_commit_seconds_count")
        }
        #expect(commits?.hasSuffix(" 4") ?? false)
        #expect(try farm.fetch("/healthz").status == 200)
        #expect(try farm.fetch("/readyz").status == 200)
        #expect(try farm.fetch("/keys").status == 404)
        #expect(farm.stop() == 0)
    }

    @Test func `refuses an address that is none, and one that is taken`() throws {
        let data = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer {
            do { try FileManager.default.removeItem(at: data) } catch { print(error) }
        }
        let start = ["scheduler", "--local", "--data", data.path(), "--metrics"]
        #expect(try Binary.run(start + ["port"]).status == 64)
        let farm = try LoggedScheduler(["--local", "--metrics", "0"])
        let port = try #require(try farm.metrics().split(separator: ":").last)
        let refused = try Binary.run(start + [String(port)])
        #expect(refused.status == 69)
        #expect(refused.error.contains("cannot serve --metrics \(port)"))
    }
}

@Suite(.serialized) struct `A log` {
    private struct Line: Decodable {
        var time: String
        var level: String
        var message: String
    }

    private struct Key: Decodable {
        var secretKey: String
    }

    @Test func `is one JSON object a line and holds no secret`() throws {
        let farm = try LoggedScheduler([
            "--port", String(FarmProcesses.freePort()), "--log-format", "json", "--log-level",
            "trace",
        ])
        let token = try farm.run(["token", "--role", "client", "--name", "ada"])
            .output.trimmingCharacters(in: .newlines)
        let ada = farm.data.appending(path: "ada").path()
        #expect(try Binary.run(["join", token, "--data", ada]).status == 0)
        #expect(try Binary.run(["join", token, "--data", ada + "2"]).status != 0)
        #expect(try farm.run(["submit", "a secret prompt"]).status == 0)
        #expect(try farm.run(["cancel", "1"]).status == 0)
        #expect(farm.stop() == 0)

        let text = try farm.text()
        let lines = text.split(separator: "\n")
        #expect(lines.count > 1)
        for line in lines {
            let read = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            #expect(read.time.hasSuffix("Z") && !read.message.isEmpty)
        }
        var secrets = [token, "a secret prompt"]
        for folder in [farm.data.path() + "/keys", ada + "/keys"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder)
            where name.hasSuffix(".key") {
                let file = try Data(contentsOf: URL(filePath: folder + "/" + name))
                secrets.append(try JSONDecoder().decode(Key.self, from: file).secretKey)
            }
        }
        #expect(secrets.count >= 6)
        for secret in secrets { #expect(!text.contains(secret)) }
    }
}
