import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension RefusalAnswer {
    /// The whole answer as the encoder takes it.
    func parts(for refusal: Refusal) -> [HTTPServerResponsePart] {
        var head = HTTPResponse(status: refusal.status, headerFields: self.headers)
        head.headerFields[.contentLength] = String(self.body.count)
        head.headerFields[.connection] = "close"
        switch refusal.status {
        case .tooManyRequests, .serviceUnavailable:
            if head.headerFields[.retryAfter] == nil { head.headerFields[.retryAfter] = "5" }
        default: break
        }
        var parts = [HTTPServerResponsePart.head(HTTPResponseHead(head))]
        if refusal.request?.method != .head, !self.body.isEmpty {
            parts.append(.body(.byteBuffer(ByteBuffer(bytes: self.body))))
        }
        return parts + [.end(nil)]
    }
}
