import Foundation
import HTTPTransport
import JobsApplication
import JobsDomain
import Synchronization

@testable import LanguageModelHTTP

/// Questions, answers and errors that several tests need.
enum Samples {
    /// A schema of the portable subset, as JSON.
    static let schema =
        #"{"type":"object","properties":{"title":{"type":"string"},"points":{"type":"array","#
        + #""items":{"type":"string"}}},"required":["title","points"],"additionalProperties":false}"#

    /// What every recorded answer says.
    static let answer = #"{"title":"보안 지침","points":["문을 잠근다","👩🏽‍🚒 비상구를 비워 둔다"]}"#

    static let call = UUIDv7(high: 1, low: 2)

    static func prompt(_ document: String = "보안 지침", correction: ModelCorrection? = nil) -> ModelPrompt {
        ModelPrompt(
            system: "Summarise.",
            user: document,
            schemaName: "guideline_summary",
            schema: (try? JSONValue(parsing: self.schema)) ?? .null,
            maximumOutputTokens: 900,
            correction: correction
        )
    }

    static func request(_ document: String = "보안 지침", timeout: Duration = .seconds(20)) -> ModelRequest {
        ModelRequest(call: self.call, prompt: self.prompt(document), timeout: timeout)
    }

    static func response(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    /// Decodes an answer in one piece; a test that expects an error reads it from the result.
    static func decode(
        _ response: HTTPResponse,
        kind: ProviderKind = .openAI,
        key: String = "configured-key",
        document: String = "",
        stream: StreamedReply.Outcome? = nil,
        learn: @escaping (ProviderError) -> Bool = { _ in false }
    ) -> Result<ModelReply, LanguageModelError> {
        let reader = ReplyReader(
            dialect: kind.dialect,
            unprocessable: kind.unprocessable,
            redactor: Redactor(secrets: [key], document: document),
            learn: learn
        )
        return Result { () throws(LanguageModelError) in try reader.read(response, stream) }
    }

    /// Decodes a streamed answer that comes in the given pieces.
    static func decode(
        stream pieces: [[UInt8]],
        kind: ProviderKind,
        onText: @escaping @Sendable (String) -> Void = { _ in }
    ) -> Result<ModelReply, LanguageModelError> {
        let stream = StreamedReply(kind.dialect, onText: onText)
        for piece in pieces {
            let progress = piece.withUnsafeBytes { stream.receive($0) }
            if progress == .useless { break }
        }
        let head = HTTPResponse(status: 200, headers: [HTTPHeader("content-type", "text/event-stream")], body: [])
        return self.decode(head, kind: kind, stream: stream.finish())
    }

    static func decode(
        stream text: String,
        kind: ProviderKind,
        onText: @escaping @Sendable (String) -> Void = { _ in }
    ) -> Result<ModelReply, LanguageModelError> {
        self.decode(stream: [Array(text.utf8)], kind: kind, onText: onText)
    }

    /// A recorded answer, by its path below `Tests/Support/ModelReplies`.
    static func recorded(_ path: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/ModelReplies")
        return Array(try Data(contentsOf: folder.appending(path: path)))
    }
}

/// What a watcher was told, piece by piece.
final class ToldText: Sendable {
    private let pieces = Mutex<[String]>([])

    var all: [String] { self.pieces.withLock { $0 } }
    var joined: String { self.all.joined() }

    func tell(_ piece: String) { self.pieces.withLock { $0.append(piece) } }
}

extension Result {
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
