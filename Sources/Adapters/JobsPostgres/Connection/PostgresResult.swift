import CLibPQ
import JobsDomain

/// The rows that a statement returned, in binary format.
final class PostgresResult {
    private let result: OpaquePointer

    /// - Parameter result: freed with this object.
    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(self.result)
    }

    var count: Int { Int(PQntuples(self.result)) }

    var rows: some Sequence<PostgresRow> { (0..<self.count).lazy.map { PostgresRow(result: self, index: $0) } }

    var first: PostgresRow? { self.count > 0 ? PostgresRow(result: self, index: 0) : nil }

    /// The bytes of a field; nil where it is NULL or there is no such column.
    func withField<Value>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
        guard column < PQnfields(self.result), PQgetisnull(self.result, Int32(row), Int32(column)) == 0,
            let pointer = PQgetvalue(self.result, Int32(row), Int32(column))
        else { return nil }
        let length = Int(PQgetlength(self.result, Int32(row), Int32(column)))
        return body(UnsafeRawBufferPointer(start: pointer, count: length))
    }
}

/// One row, read by place from left to right: names would cost a search each.
struct PostgresRow {
    let result: PostgresResult
    let index: Int

    func optionalInteger(_ column: Int) throws(PostgresFailure) -> Int64? {
        guard let value = self.result.withField(self.index, column, { Self.integer($0) }) else { return nil }
        guard let value else { throw .unexpected("column \(column) is no integer") }
        return value
    }

    func integer(_ column: Int) throws(PostgresFailure) -> Int64 {
        guard let value = try self.optionalInteger(column) else { throw Self.missing(column) }
        return value
    }

    func int(_ column: Int) throws(PostgresFailure) -> Int { Int(try self.integer(column)) }

    func optionalText(_ column: Int) -> String? {
        self.result.withField(self.index, column) { String(decoding: $0, as: UTF8.self) }
    }

    func text(_ column: Int) throws(PostgresFailure) -> String {
        guard let value = self.optionalText(column) else { throw Self.missing(column) }
        return value
    }

    func optionalBytes(_ column: Int) -> [UInt8]? { self.result.withField(self.index, column) { Array($0) } }

    func bytes(_ column: Int) throws(PostgresFailure) -> [UInt8] {
        guard let value = self.optionalBytes(column) else { throw Self.missing(column) }
        return value
    }

    func bool(_ column: Int) throws(PostgresFailure) -> Bool {
        guard let value = self.result.withField(self.index, column, { $0.first }) else { throw Self.missing(column) }
        return value == 1
    }

    func optionalUUID(_ column: Int) -> UUIDv7? {
        self.result.withField(self.index, column) { UUIDv7(bytes: $0) } ?? nil
    }

    func uuid(_ column: Int) throws(PostgresFailure) -> UUIDv7 {
        guard let value = self.optionalUUID(column) else { throw Self.missing(column) }
        return value
    }

    /// The elements of an array of one dimension; none where it is NULL or empty.
    func array(_ column: Int) throws(PostgresFailure) -> [[UInt8]] {
        guard let elements = self.result.withField(self.index, column, { Self.elements($0) }) else { return [] }
        guard let elements else { throw .unexpected("column \(column) is no array") }
        return elements
    }

    private static func missing(_ column: Int) -> PostgresFailure { .unexpected("column \(column) is missing") }

    /// Reads `smallint`, `integer` and `bigint` by their size.
    private static func integer(_ field: UnsafeRawBufferPointer) -> Int64? {
        switch field.count {
        case 2: Int64(Int16(bigEndian: field.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: field.loadUnaligned(as: Int32.self)))
        case 8: Int64(bigEndian: field.loadUnaligned(as: Int64.self))
        default: nil
        }
    }

    private static func elements(_ field: UnsafeRawBufferPointer) -> [[UInt8]]? {
        func word(at offset: Int) -> Int? {
            guard offset + 4 <= field.count else { return nil }
            return Int(Int32(bigEndian: field.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        guard let dimensions = word(at: 0) else { return nil }
        guard dimensions == 1 else { return dimensions == 0 ? [] : nil }
        guard let count = word(at: 12), count >= 0 else { return nil }
        var elements: [[UInt8]] = []
        var offset = 20
        for _ in 0..<count {
            guard let length = word(at: offset) else { return nil }
            let start = offset + 4
            let end = start + max(0, length)
            guard end <= field.count else { return nil }
            elements.append(Array(field[start..<end]))
            offset = end
        }
        return elements
    }
}
