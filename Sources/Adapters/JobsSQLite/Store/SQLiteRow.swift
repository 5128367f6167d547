import GRDBSQLite
import JobsApplication
import JobsDomain

/// The row at which a statement stands, read in place. It is gone with the statement's next step.
struct SQLiteRow {
    private let statement: OpaquePointer

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    /// The value of a column, counted from 0. NULL is read as zero or as empty, unless the type is optional.
    subscript<Value: SQLiteReadable>(_ column: Int) -> Value {
        Value(column: CInt(column), of: self.statement)
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(self.statement, CInt(column)) == SQLITE_NULL }

    /// The identifier in a column.
    ///
    /// - Throws: ``JobStoreError`` with code `unusable` if there is none.
    func identifier(_ column: Int) throws -> UUIDv7 {
        let start = sqlite3_column_blob(self.statement, CInt(column))
        guard let start, sqlite3_column_bytes(self.statement, CInt(column)) == 16 else {
            throw JobStoreError(.unusable, "the database holds a bad identifier")
        }
        return UUIDv7(
            high: UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }
}

/// What a column can be read as.
protocol SQLiteReadable {
    /// Reads a column, counted from 0, by SQLite's own interface.
    init(column: CInt, of statement: OpaquePointer)
}

extension Int64: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) { self = sqlite3_column_int64(statement, column) }
}

extension Int: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) { self.init(sqlite3_column_int64(statement, column)) }
}

extension Bool: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) { self = sqlite3_column_int64(statement, column) != 0 }
}

extension String: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) {
        // The length is that of the text which the call before it has made.
        let text = sqlite3_column_text(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        self.init(decoding: UnsafeBufferPointer(start: text, count: text == nil ? 0 : count), as: UTF8.self)
    }
}

extension [UInt8]: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) {
        let bytes = sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        self.init(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }
}

extension Optional: SQLiteReadable where Wrapped: SQLiteReadable {
    init(column: CInt, of statement: OpaquePointer) {
        let isNull = sqlite3_column_type(statement, column) == SQLITE_NULL
        self = isNull ? nil : Wrapped(column: column, of: statement)
    }
}
