import Foundation
import JobsDomain
import TestServices

/// The model server of the tests, and its own log of the calls it got.
struct ModelStub {
    let process: ChildProcess
    let port: Int
    let log: String

    /// One line of the log.
    struct Entry {
        let phase: String
        let schema: String
        let tag: String?
        let call: Int
    }

    /// Settings that make a server ask this model.
    var settings: [String: String] {
        [
            "LLM_PROVIDERS": "openai-compatible", "OPENAI_COMPATIBLE_MODEL": "stub",
            "OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:\(self.port)/v1",
        ]
    }

    /// Says how the next calls are to be treated; an empty object means as usual.
    func control(_ settings: JSONObject) async throws {
        let body = String(decoding: settings.serialized, as: UTF8.self)
        _ = try await HTTPClient(port: self.port).send("POST", "/control", body: body)
    }

    /// How many calls the model has answered.
    func answered() async throws -> Int {
        let summary = try await HTTPClient(port: self.port).send("GET", "/control").json
        let schemas = summary["by_schema"]?.object?.members ?? []
        return schemas.reduce(0) { $0 + ($1.value["answered"]?.integer ?? 0) }
    }

    /// Waits until the calls that are written down meet a condition.
    func waitForCalls(_ what: String, _ condition: ([Entry]) -> Bool) async throws {
        try await waitUntil(what, within: .seconds(60)) { condition(try self.entries) }
    }

    var entries: [Entry] {
        get throws {
            try String(contentsOfFile: self.log, encoding: .utf8).split(separator: "\n").map { line in
                let json = try JSONValue(parsing: String(line))
                return Entry(
                    phase: json["phase"]?.string ?? "",
                    schema: json["schema"]?.string ?? "",
                    tag: json["tag"]?.string,
                    call: json["n"]?.integer ?? 0
                )
            }
        }
    }

    /// How many calls for a step have come.
    func calls(_ schema: String, tag: String? = nil) throws -> Int {
        try self.entries.filter { $0.phase == "received" && $0.schema == schema && (tag == nil || $0.tag == tag) }.count
    }

    /// Waits until that many calls for a step have come.
    func waitForCalls(_ schema: String, _ count: Int) async throws {
        try await waitUntil("\(count) calls for \(schema)", within: .seconds(60)) {
            try self.calls(schema) >= count
        }
    }
}
