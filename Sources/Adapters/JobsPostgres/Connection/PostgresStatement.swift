/// A statement that is prepared once a connection, when it is first used.
struct PostgresStatement {
    /// Unique among all statements; seen in the server's logs.
    let name: String
    let sql: String

    static let begin = PostgresStatement(name: "avo_BEGIN", sql: "BEGIN ISOLATION LEVEL READ COMMITTED")
    static let commit = PostgresStatement(name: "avo_COMMIT", sql: "COMMIT")
    static let rollback = PostgresStatement(name: "avo_ROLLBACK", sql: "ROLLBACK")

    func callAsFunction(_ parameters: PostgresParameter...) -> PostgresQuery {
        PostgresQuery(statement: self, parameters: parameters)
    }
}

/// A statement with its parameters.
struct PostgresQuery {
    let statement: PostgresStatement
    let parameters: [PostgresParameter]
}
