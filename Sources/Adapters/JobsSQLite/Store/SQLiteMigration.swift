/// One step of the schema. A released one never changes.
struct SQLiteMigration {
    let version: Int
    let name: String
    /// The oldest build that can work with the schema after this step, as the version that it knows.
    let minimumReader: Int
    let sql: String
}
