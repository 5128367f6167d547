import Foundation
import HTTPTransport
import JobsApplication
import JobsDomain

@testable import LanguageModelHTTP

/// The fake model server as a child process of the test.
final class ModelStub: Sendable {
    let address: String
    let log: LineLog
    private let process: Process
    private let transport = CurlTransport()

    /// Starts a server and waits until it listens.
    init() async throws {
        let script = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/model_stub.py")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path(), "--port", "0", "--log", "-", "--exit-with-stdin"]
        process.standardInput = Pipe()
        process.standardOutput = output
        try process.run()
        self.process = process
        self.log = LineLog(reading: output.fileHandleForReading)
        let greeting = "listening on "
        let line = try await self.log.line { $0.hasPrefix(greeting) }
        self.address = "http://" + line.dropFirst(greeting.count)
    }

    deinit {
        self.process.terminate()
    }

    /// Waits for the log line of a call's phase.
    @discardableResult
    func line(_ phase: String, call: Int) async throws -> JSONValue {
        let line = try await self.log.line { line in
            guard let entry = try? JSONValue(parsing: line) else { return false }
            return entry["phase"]?.string == phase && entry["n"]?.integer == call
        }
        return try JSONValue(parsing: line)
    }

    /// Sets how the next calls are treated, and returns the counters.
    @discardableResult
    func control(_ setting: String = "{}") async throws -> JSONValue {
        let request = HTTPRequest(
            url: "\(self.address)/control",
            headers: [],
            body: Array(setting.utf8),
            timeout: .seconds(20),
            bypassesProxy: true
        )
        return try JSONValue(parsing: try await self.transport.send(request).body)
    }

    func model(key: String? = "stub-key", transport: CurlTransport) throws -> HTTPLanguageModel {
        try Self.model(baseURL: "\(self.address)/v1", key: key, transport: transport)
    }

    static func model(
        baseURL: String,
        key: String?,
        kind: ProviderKind = .openAICompatible,
        timeouts: CallTimeouts? = nil,
        transport: CurlTransport
    ) throws -> HTTPLanguageModel {
        try HTTPLanguageModel(
            provider: kind,
            model: "stub-model",
            baseURL: baseURL,
            key: key,
            timeouts: timeouts,
            transport: transport
        )
    }
}
