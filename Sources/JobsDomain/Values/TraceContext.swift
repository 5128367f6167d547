/// Which trace a request belongs to, and which of its spans asked (W3C Trace Context, version 00).
public struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hex digits, not all zero.
    public let traceID: String
    /// 16 lower-case hex digits, not all zero: the span that asked.
    public let spanID: String
    /// Two lower-case hex digits; the last bit says that the caller records the trace.
    public let flags: String

    /// Reads a `traceparent` header; nil where it is malformed, which is no error but no trace (section 3.2).
    public init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        let isHexadecimal = parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], isHexadecimal, parts[0] != "ff",
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        self.init(traceID: String(parts[1]), spanID: String(parts[2]), flags: String(parts[3]))
    }

    private init(traceID: String, spanID: String, flags: String) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// The same trace, asked by a span of ours.
    ///
    /// - Parameter span: unpredictable; 0 names no span and counts as 1.
    public func child(span: UInt64) -> TraceContext {
        let digits = String(max(1, span), radix: 16)
        let spanID = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return TraceContext(traceID: self.traceID, spanID: spanID, flags: self.flags)
    }

    /// The value of a `traceparent` header.
    public var traceparent: String { "00-\(self.traceID)-\(self.spanID)-\(self.flags)" }
}
