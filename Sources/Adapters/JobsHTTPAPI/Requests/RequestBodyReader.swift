import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain
import NIOCore

/// Reads the body of a request. Its time and the memory of all bodies are the connection's business.
struct RequestBodyReader {
    /// 6 MiB: the longest document still fits when it is written as `\u` escapes.
    static let limit = 6 << 20

    /// - Throws: ``Problem``: `tooLarge`, or `unsupportedMediaType` for an encoded body.
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
        do {
            let buffer = try await request.body.collect(upTo: Self.limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(
                .tooLarge,
                LocalizedText("The body is larger than 6 MiB.", korean: "본문이 6MiB보다 큽니다."),
                headers: [.connection: "close"]
            )
        }
    }
}
