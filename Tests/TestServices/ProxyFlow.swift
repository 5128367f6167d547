import Glibc

/// One direction of a proxied connection: what was read and waits to be written.
struct ProxyFlow {
    /// In bytes. A full buffer lets the sender wait, as TCP does.
    private static let capacity = 256 * 1024

    private var chunks: [(due: ContinuousClock.Instant, bytes: ArraySlice<UInt8>)] = []
    private var size = 0
    /// The last bytes that were searched, in which a pattern may have begun.
    private var tail: [UInt8] = []
    /// Whether the sender has said that nothing more comes.
    var isEnded = false
    /// Whether the receiver was told so.
    var isEndTold = false

    var hasRoom: Bool { !self.isEnded && self.size < Self.capacity }
    var isEmpty: Bool { self.chunks.isEmpty }

    /// When the next bytes may be written.
    var due: ContinuousClock.Instant? { self.chunks.first?.due }

    mutating func append(_ bytes: ArraySlice<UInt8>, due: ContinuousClock.Instant) {
        guard !bytes.isEmpty else { return }
        self.chunks.append((due, bytes))
        self.size += bytes.count
    }

    mutating func discard() {
        self.chunks = []
        self.size = 0
    }

    /// Writes what is due as far as the socket takes it.
    ///
    /// - Returns: whether the socket still works.
    mutating func write(to descriptor: Int32, now: ContinuousClock.Instant) -> Bool {
        while let chunk = self.chunks.first, chunk.due <= now {
            let count = chunk.bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            self.size -= count
            if count == chunk.bytes.count {
                self.chunks.removeFirst()
            } else {
                self.chunks[0].bytes = chunk.bytes.dropFirst(count)
            }
        }
        if self.isEnded, self.chunks.isEmpty, !self.isEndTold {
            shutdown(descriptor, Int32(SHUT_WR))
            self.isEndTold = true
        }
        return true
    }

    /// Looks for a pattern in the bytes that come next.
    ///
    /// - Returns: how many of the bytes belong up to its end; nil where it is not complete in them.
    mutating func endOfMatch(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        let text = self.tail + bytes
        self.tail = text.suffix(max(0, pattern.count - 1))
        guard let start = text.firstRange(of: pattern)?.upperBound else { return nil }
        let end = start - (text.count - bytes.count)
        self.tail = []
        return end
    }
}
