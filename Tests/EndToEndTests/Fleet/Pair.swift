import Testing

/// A store and what wakes its workers.
enum Pair: String, CaseIterable, CustomTestStringConvertible {
    case sqlite = "sqlite and database:"
    case sqliteRedis = "sqlite and redis"
    case postgres = "postgres and database:"
    case postgresRedis = "postgres and redis"

    var testDescription: String { self.rawValue }

    var usesPostgres: Bool { self == .postgres || self == .postgresRedis }
    var usesRedis: Bool { self == .sqliteRedis || self == .postgresRedis }

    /// One pair a store, for what the queue has no part in.
    static let stores: [Pair] = [.sqlite, .postgres]
}
