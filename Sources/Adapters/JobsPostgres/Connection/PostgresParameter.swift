import CLibPQ
import JobsDomain

/// A value for a statement, in PostgreSQL's binary format. Sources of the layouts: the `*send` functions of
/// PostgreSQL 15, and `array_send` for arrays (dimensions, null flag, element type, then each element's length
/// and bytes).
struct PostgresParameter {
    let type: Oid
    /// Nil is SQL's NULL.
    let bytes: [UInt8]?

    private enum Kind {
        static let bool: (Oid, array: Oid) = (16, 1000)
        static let bytea: (Oid, array: Oid) = (17, 1001)
        static let bigint: (Oid, array: Oid) = (20, 1016)
        static let text: (Oid, array: Oid) = (25, 1009)
        static let uuid: (Oid, array: Oid) = (2950, 2951)
    }

    static func integer(_ value: Int64?) -> PostgresParameter {
        PostgresParameter(type: Kind.bigint.0, bytes: value.map(Self.encode))
    }

    static func integer(_ value: Int) -> PostgresParameter { .integer(Int64(value)) }

    static func text(_ value: String?) -> PostgresParameter {
        PostgresParameter(type: Kind.text.0, bytes: value.map(Self.encode))
    }

    static func bytes(_ value: [UInt8]?) -> PostgresParameter {
        PostgresParameter(type: Kind.bytea.0, bytes: value)
    }

    static func uuid(_ value: UUIDv7) -> PostgresParameter {
        PostgresParameter(type: Kind.uuid.0, bytes: value.bytes)
    }

    static func integers(_ values: some Collection<Int64?>) -> PostgresParameter {
        .array(Kind.bigint, values.map { $0.map(Self.encode) })
    }

    static func texts(_ values: some Collection<String?>) -> PostgresParameter {
        .array(Kind.text, values.map { $0.map(Self.encode) })
    }

    /// Nil where there is no list at all.
    static func optionalTexts(_ values: [String]?) -> PostgresParameter {
        values.map { .texts($0) } ?? PostgresParameter(type: Kind.text.array, bytes: nil)
    }

    static func bytes(_ values: some Collection<[UInt8]?>) -> PostgresParameter {
        .array(Kind.bytea, Array(values))
    }

    static func uuids(_ values: some Collection<UUIDv7?>) -> PostgresParameter {
        .array(Kind.uuid, values.map { $0?.bytes })
    }

    static func bools(_ values: some Collection<Bool>) -> PostgresParameter {
        .array(Kind.bool, values.map { [$0 ? 1 : 0] })
    }

    private static func array(_ kind: (Oid, array: Oid), _ elements: [[UInt8]?]) -> PostgresParameter {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.reduce(20) { $0 + 4 + ($1?.count ?? 0) })
        bytes.append(bigEndian: Int32(elements.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(elements.contains { $0 == nil } ? 1 : 0))
        bytes.append(bigEndian: Int32(bitPattern: kind.0))
        if !elements.isEmpty {
            bytes.append(bigEndian: Int32(clamping: elements.count))
            bytes.append(bigEndian: Int32(1))
        }
        for element in elements {
            bytes.append(bigEndian: element.map { Int32(clamping: $0.count) } ?? -1)
            if let element { bytes += element }
        }
        return PostgresParameter(type: kind.array, bytes: bytes)
    }

    private static func encode(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// PostgreSQL's text has no U+0000. Only what providers call themselves can hold one here: documents,
    /// metadata and outputs are stored as bytes.
    private static func encode(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        return bytes.contains(0)
            ? Array(value.unicodeScalars.filter { $0 != "\0" }.map(String.init).joined().utf8) : bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian value: Int32) {
        Swift.withUnsafeBytes(of: value.bigEndian) { self.append(contentsOf: $0) }
    }
}
