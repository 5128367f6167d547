import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain
import NIOCore

/// Reads the body of a request within bounds of size and time.
struct RequestBodyReader {
    /// 6 MiB: the longest document still fits when it is written as `\u` escapes.
    static let limit = 6 << 20
    /// The whole body has to arrive within this time; the idle timeout of a connection does not bound a body
    /// that drips.
    static let deadline = Duration.seconds(30)

    let sleep: @Sendable (Duration) async throws(CancellationError) -> Void

    /// - Throws: ``Problem``: `tooLarge`, `timeout`, or `unsupportedMediaType` for an encoded body.
    func bytes(of request: Request) async throws -> [UInt8] {
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType,
                LocalizedText(
                    "Encoded bodies are not supported; send it without Content-Encoding.",
                    korean: "Content-Encoding은 지원하지 않습니다."
                ),
                headers: [.acceptEncoding: "identity"]
            )
        }
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > Self.limit { throw Self.tooLarge }
        // A request without length and encoding has no body (RFC 9112 section 6.3).
        guard length != 0, length != nil || request.headers[.transferEncoding] != nil else { return [] }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    let buffer = try await request.body.collect(upTo: Self.limit)
                    return Array(buffer.readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw Self.tooLarge
                }
            }
            group.addTask {
                try await self.sleep(Self.deadline)
                throw Problem(
                    .timeout,
                    LocalizedText(
                        "The body did not arrive within \(Self.deadline.components.seconds) seconds.",
                        korean: "본문이 \(Self.deadline.components.seconds)초 안에 도착하지 않았습니다."
                    ),
                    headers: [.connection: "close"]
                )
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static let tooLarge = Problem(
        .tooLarge,
        LocalizedText("The body is larger than 6 MiB.", korean: "본문이 6MiB보다 큽니다."),
        headers: [.connection: "close"]
    )
}
