import JobsDomain

/// Sends one body in the framing that its head has announced.
struct BodyWriter {
    enum Framing {
        case length(Int)
        case chunked
        case untilClose
    }

    let socket: ClientSocket
    let framing: Framing
    /// How many bytes go into one write, and into one chunk; nil for all.
    let writeSize: Int?

    /// - Returns: false where the client has gone.
    func write(_ bytes: [UInt8]) -> Bool {
        guard let writeSize else { return self.writePart(bytes[...]) }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard self.writePart(rest.prefix(writeSize)) else { return false }
            rest = rest.dropFirst(writeSize)
        }
        return true
    }

    private func writePart(_ part: ArraySlice<UInt8>) -> Bool {
        guard !part.isEmpty else { return true }
        switch self.framing {
        case .length, .untilClose: return self.socket.write(Array(part))
        case .chunked:
            let size = String(part.count, radix: 16)
            return self.socket.write(Array("\(size)\r\n".utf8) + part + [13, 10])
        }
    }

    /// Says that the body is over, where the framing has a word for it.
    func end() -> ExchangeEnding {
        switch self.framing {
        case .length: return .complete
        case .chunked: return self.socket.write(Array("0\r\n\r\n".utf8)) ? .complete : .clientGone
        case .untilClose: return .completeAndClosed
        }
    }
}
