import CHiredis

/// A reply of the server, copied out of hiredis. The server is not trusted: whoever reads one checks that it
/// has the shape that belongs to the command.
enum RedisReply: Sendable, Equatable {
    case string([UInt8])
    case status([UInt8])
    case error([UInt8])
    case integer(Int64)
    case null
    case array([RedisReply])

    /// Nil where hiredis hands out something else than the six types of RESP2.
    init?(_ reply: redisReply) {
        switch reply.type {
        case REDIS_REPLY_STRING: self = .string(Self.bytes(reply))
        case REDIS_REPLY_STATUS: self = .status(Self.bytes(reply))
        case REDIS_REPLY_ERROR: self = .error(Self.bytes(reply))
        case REDIS_REPLY_INTEGER: self = .integer(Int64(reply.integer))
        case REDIS_REPLY_NIL: self = .null
        case REDIS_REPLY_ARRAY:
            var elements: [RedisReply] = []
            for index in 0..<reply.elements {
                guard let element = reply.element?[index], let copy = RedisReply(element.pointee) else { return nil }
                elements.append(copy)
            }
            self = .array(elements)
        default: return nil
        }
    }

    private static func bytes(_ reply: redisReply) -> [UInt8] {
        guard let start = reply.str else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: reply.len))
    }

    var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }

    var elements: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }

    var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }

    func isStatus(_ text: String) -> Bool {
        if case .status(let bytes) = self { bytes.elementsEqual(text.utf8) } else { false }
    }
}
