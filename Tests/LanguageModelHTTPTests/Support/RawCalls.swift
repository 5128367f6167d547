import HTTPTransport
import JobsApplication
import JobsDomain
import Testing

@testable import LanguageModelHTTP

/// Calls to a ``RawServer``.
struct RawCalls {
    let transport = CurlTransport()

    /// Limits that no slow machine meets, but for the one that a test is about.
    static func limits(
        firstByte: Duration = .seconds(60),
        idle: Duration = .seconds(60),
        ending: Duration = .seconds(60)
    ) -> CallTimeouts {
        CallTimeouts(connect: .seconds(60), firstByte: firstByte, idle: idle, ending: ending)
    }

    func model(
        _ server: RawServer,
        _ timeouts: CallTimeouts = Self.limits(),
        kind: ProviderKind = .openAI
    ) throws -> HTTPLanguageModel {
        try ModelStub.model(
            baseURL: "\(server.address)/v1",
            key: "k-1",
            kind: kind,
            timeouts: timeouts,
            transport: self.transport
        )
    }

    func failure(
        _ server: RawServer,
        _ timeouts: CallTimeouts = Self.limits(),
        timeout: Duration = .seconds(100)
    ) async throws -> LanguageModelError? {
        let model = try self.model(server, timeouts)
        return await #expect(throws: LanguageModelError.self) {
            try await model.complete(Samples.request(timeout: timeout))
        }
    }

    static func stream() throws -> [UInt8] { try Samples.recorded("openai/stream.sse") }
}

extension RawServer {
    /// A piece of an answer.
    static func event(_ text: String) -> String {
        "data: {\"choices\":[{\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}]}\n\n"
    }
}
