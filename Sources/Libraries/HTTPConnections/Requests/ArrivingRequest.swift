import HTTPTypes
import NIOCore

/// A request whose head is there.
struct ArrivingRequest {
    let head: HTTPRequest
    var facts: RequestFacts
    private(set) var body = ByteBuffer()
    /// Bytes since the time of the body was last counted from its beginning.
    private(set) var measuredBytes = 0

    init(head: HTTPRequest, facts: RequestFacts) {
        self.head = head
        self.facts = facts
    }

    mutating func append(_ part: inout ByteBuffer) {
        self.measuredBytes += part.readableBytes
        self.facts.heldBytes += part.readableBytes
        if self.facts.heldBytes == part.readableBytes {
            // Most bodies come in one piece, which need not be copied.
            self.body = part
        } else {
            self.body.writeBuffer(&part)
        }
    }

    mutating func restartRate() {
        self.measuredBytes = 0
    }

    var whole: IncomingRequest {
        IncomingRequest(head: self.head, body: self.body, facts: self.facts)
    }
}
