import NIOCore
import NIOHTTP1

/// What the bytes of a message are like before they are decoded.
struct WireCount {
    private(set) var bytes = 0
    /// The message begins with something that can be a method.
    private var looksLikeRequest = false
    /// The line with the target is complete.
    private var hasRequestLine = false
    private var requestLineBytes = 0
    /// That line ends as lines of HTTP have to.
    private var endsLineWell = true

    mutating func count(_ buffer: ByteBuffer) {
        let view = buffer.readableBytesView
        if self.bytes == 0 {
            // No registered method is longer than 17 characters.
            let word = view.prefix(24).prefix { $0 != UInt8(ascii: " ") }
            self.looksLikeRequest = !word.isEmpty && word.allSatisfy { Self.isTokenByte($0) }
        }
        if !self.hasRequestLine, let end = view.firstIndex(of: UInt8(ascii: "\n")) {
            self.hasRequestLine = true
            self.requestLineBytes = self.bytes + view.distance(from: view.startIndex, to: end)
            self.endsLineWell = end == view.startIndex || view[end - 1] == UInt8(ascii: "\r")
        }
        self.bytes += view.count
    }

    mutating func restart() {
        self = WireCount()
        // What follows in the same read was not looked at; it is taken for an ordinary request.
        self.looksLikeRequest = true
        self.hasRequestLine = true
    }

    /// - Parameter uriBytes: what a target may have.
    func reason(for error: HTTPParserError, uriBytes: Int) -> Refusal.Reason {
        switch error {
        case .invalidMethod: self.looksLikeRequest ? .unknownMethod : .malformed
        case .invalidVersion: self.endsLineWell ? .unsupportedVersion : .malformed
        case .headerOverflow:
            // The method and the version beside the target are no more than a few characters.
            self.hasRequestLine && self.requestLineBytes <= uriBytes + 32 ? .headTooLarge : .uriTooLong
        default: .malformed
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
