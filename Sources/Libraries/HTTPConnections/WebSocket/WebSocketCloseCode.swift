/// Why a WebSocket ends (RFC 6455 section 7.4).
public struct WebSocketCloseCode: Hashable, Sendable {
    public let number: UInt16
    /// For people who debug; at most 123 bytes of UTF-8 are sent.
    public let reason: String

    public init(_ number: UInt16, reason: String = "") {
        self.number = number
        self.reason = reason
    }

    public static let normal = Self(1_000)
    /// The server stops.
    public static let goingAway = Self(1_001)
    public static let protocolError = Self(1_002)
    /// Binary messages are not understood.
    public static let unsupportedData = Self(1_003)
    /// Text that is not UTF-8.
    public static let invalidText = Self(1_007)
    public static let policyViolation = Self(1_008)
    public static let messageTooBig = Self(1_009)
    public static let internalError = Self(1_011)
    /// Too much is going on; the client should come back later.
    public static let tryAgainLater = Self(1_013)

    /// Whether a peer may send it.
    static func isValidOnWire(_ number: UInt16) -> Bool {
        switch number {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: true
        default: false
        }
    }
}
