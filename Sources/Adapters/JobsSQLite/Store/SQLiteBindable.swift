import GRDBSQLite
import JobsDomain

/// What a statement takes as an argument.
protocol SQLiteBindable: Sendable {
    /// Binds the value by SQLite's own interface. SQLite copies text and bytes.
    ///
    /// - Parameter index: counts from 1.
    /// - Returns: SQLite's result code.
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt
}

/// Lets SQLite copy what it is given (`SQLITE_TRANSIENT`, a macro that Swift does not import).
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_int64(statement, index, self) }
}

extension Int: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_int64(statement, index, Int64(self)) }
}

extension Bool: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
}

extension String: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        var text = self
        return text.withUTF8 { utf8 in
            // The address of no bytes may be nil, which SQLite takes for NULL.
            guard let start = utf8.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                sqlite3_bind_text64(statement, index, $0, UInt64(utf8.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }
}

extension [UInt8]: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        self.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_zeroblob(statement, index, 0)
            }
            return sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), copied)
        }
    }
}

extension UUIDv7: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        withUnsafeBytes(of: (self.high.bigEndian, self.low.bigEndian)) { bytes in
            sqlite3_bind_blob(statement, index, bytes.baseAddress, CInt(bytes.count), copied)
        }
    }
}

extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case nil: sqlite3_bind_null(statement, index)
        }
    }
}
