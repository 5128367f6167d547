import JobsApplication
import JobsDomain

extension SQLiteTransaction {
    func value(for key: String, wallNow: Int64) throws -> SharedValue? {
        try self.row(
            """
            SELECT key, value, version, expires_at FROM shared_state
            WHERE key = ? AND expires_at > ? AND value IS NOT NULL
            """,
            [key, wallNow]
        ) { Self.sharedValue($0, wallNow: wallNow) }
    }

    /// Removed and expired values keep their row, so that a version never comes back.
    func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        lifetime: Duration,
        wallNow: Int64
    ) throws -> Bool {
        guard try self.value(for: key, wallNow: wallNow)?.version == version else { return false }
        try self.run(
            """
            INSERT INTO shared_state (key, value, version, expires_at) VALUES (?, ?, 1, ?)
            ON CONFLICT (key) DO UPDATE
                SET value = excluded.value, version = version + 1, expires_at = excluded.expires_at
            """,
            [key, bytes, wallNow + lifetime.milliseconds]
        )
        return true
    }

    func values(withPrefix prefix: String, wallNow: Int64) throws -> [SharedValue] {
        try self.rows(
            """
            SELECT key, value, version, expires_at FROM shared_state
            WHERE substr(key, 1, ?) = ? AND key >= ? AND expires_at > ? AND value IS NOT NULL ORDER BY key
            """,
            [prefix.unicodeScalars.count, prefix, prefix, wallNow]
        ) { Self.sharedValue($0, wallNow: wallNow) }
    }

    private static func sharedValue(_ row: SQLiteRow, wallNow: Int64) -> SharedValue {
        SharedValue(
            key: row[0],
            bytes: row[1],
            version: row[2],
            remaining: .milliseconds((row[3] as Int64) - wallNow)
        )
    }
}
