/// A frame as it is on the wire, right or wrong.
struct RawFrame: Equatable, Sendable {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    var isMasked = true
    var reserved: UInt8 = 0

    static func text(_ text: String, isFinal: Bool = true) -> Self {
        Self(opcode: 1, payload: Array(text.utf8), isFinal: isFinal)
    }

    static func more(_ text: String, isFinal: Bool = true) -> Self {
        Self(opcode: 0, payload: Array(text.utf8), isFinal: isFinal)
    }

    static func close(_ code: UInt16? = 1_000, _ reason: String = "") -> Self {
        Self(opcode: 8, payload: (code.map { [UInt8($0 >> 8), UInt8($0 & 0xff)] } ?? []) + Array(reason.utf8))
    }

    static func ping(_ text: String = "") -> Self { Self(opcode: 9, payload: Array(text.utf8)) }
    static func pong(_ text: String = "") -> Self { Self(opcode: 10, payload: Array(text.utf8)) }

    var bytes: [UInt8] {
        var bytes = [(self.isFinal ? 0x80 : 0) | self.reserved << 4 | self.opcode]
        let mask: UInt8 = self.isMasked ? 0x80 : 0
        switch self.payload.count {
        case 0...125: bytes.append(mask | UInt8(self.payload.count))
        case 126...65_535: bytes += [mask | 126, UInt8(self.payload.count >> 8), UInt8(self.payload.count & 0xff)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: self.payload.count >> (56 - 8 * $0)) }
        }
        guard self.isMasked else { return bytes + self.payload }
        let key: [UInt8] = [0x12, 0xfe, 0x00, 0x9a]
        return bytes + key + self.payload.enumerated().map { $0.element ^ key[$0.offset % 4] }
    }

    /// The whole frames of a server.
    static func all(in bytes: ArraySlice<UInt8>) -> [RawFrame] {
        var frames: [RawFrame] = []
        var rest = bytes
        while rest.count >= 2 {
            let start = rest.startIndex
            var length = Int(rest[start + 1] & 0x7f)
            var header = 2
            if length >= 126 {
                let count = length == 126 ? 2 : 8
                guard rest.count >= 2 + count else { break }
                length = rest[start + 2..<start + 2 + count].reduce(0) { $0 << 8 | Int($1) }
                header += count
            }
            guard rest.count >= header + length else { break }
            frames.append(
                RawFrame(
                    opcode: rest[start] & 0x0f,
                    payload: Array(rest[start + header..<start + header + length]),
                    isFinal: rest[start] & 0x80 != 0,
                    isMasked: rest[start + 1] & 0x80 != 0,
                    reserved: rest[start] >> 4 & 7
                )
            )
            rest = rest[(start + header + length)...]
        }
        return frames
    }
}
