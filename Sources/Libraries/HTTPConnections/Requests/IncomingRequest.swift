import HTTPTypes
import NIOCore

/// A request that has arrived completely.
struct IncomingRequest: Sendable {
    let head: HTTPRequest
    let body: ByteBuffer
    let facts: RequestFacts
}
