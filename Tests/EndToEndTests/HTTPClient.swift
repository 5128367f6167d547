import Foundation
import FoundationNetworking
import JobsDomain
import TestServices

/// What a server answered.
struct Answer {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    /// The body as JSON.
    var json: JSONValue { get throws { try JSONValue(parsing: self.body) } }
}

/// Asks a server on this machine.
struct HTTPClient: Sendable {
    let port: Int

    /// Lets many requests be on the way to one server.
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 256
        return URLSession(configuration: configuration)
    }()

    func send(
        _ method: String,
        _ path: String,
        body: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(self.port)\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.timeoutInterval = 20
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var fields: [String: String] = [:]
        for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Answer(status: response.statusCode, headers: fields, body: Array(data))
    }
}

/// A running `avo-server`.
struct Server {
    let process: ChildProcess
    let port: Int

    var client: HTTPClient { HTTPClient(port: self.port) }

    /// Posts a document and returns the job's `event_id`; nil where the server did not answer 201.
    func submit(_ text: String) async throws -> String? {
        let body = (["text": .string(text)] as JSONObject).serialized
        let answer = try await self.client.send(
            "POST",
            "/api/jobs",
            body: String(decoding: body, as: UTF8.self),
            headers: ["Content-Type": "application/json"]
        )
        return answer.status == 201 ? try answer.json["event_id"]?.string : nil
    }

    func job(_ id: String) async throws -> JSONValue {
        try await self.client.send("GET", "/api/jobs/\(id)").json
    }

    /// Asks for a job until a condition holds.
    @discardableResult
    func job(
        _ id: String,
        within limit: Duration = .seconds(30),
        until condition: (JSONValue) -> Bool
    ) async throws -> JSONValue {
        let end = ContinuousClock.now + limit
        var job = try await self.job(id)
        while !condition(job) {
            guard ContinuousClock.now < end else { throw NeverHeld(last: job) }
            job = try await self.job(id)
        }
        return job
    }

    /// Waits until a job has ended, however it did.
    @discardableResult
    func completed(_ id: String) async throws -> JSONValue {
        try await self.job(id) { ["completed", "failed", "cancelled"].contains($0["status"]?.string) }
    }
}

/// A condition on a job that did not come true.
struct NeverHeld: Error, CustomStringConvertible {
    let last: JSONValue

    var description: String { "the job stayed \(String(decoding: self.last.serialized, as: UTF8.self))" }
}
