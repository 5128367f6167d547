/// One promise of a port, with the check that shows whether an adapter keeps it.
///
/// Give a test its clauses and its adapters as arguments, and every pair is a case of its own name:
///
/// ```swift
/// @Test(arguments: JobStoreContract.clauses)
/// func keeps(_ clause: ContractClause<StoreUnderTest>) async throws {
///     try await clause.verify(StoreUnderTest(store: MyStore()) { … })
/// }
/// ```
public struct ContractClause<Subject: Sendable>: Sendable, CustomStringConvertible {
    /// The promise in one sentence.
    public let name: String
    private let check: @Sendable (Subject) async throws -> Void

    public init(_ name: String, _ check: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Checks the promise on a fresh adapter.
    ///
    /// - Throws: ``ContractViolation`` where the adapter does not keep it, or the adapter's own error.
    public func verify(_ subject: Subject) async throws {
        try await self.check(subject)
    }

    public var description: String { self.name }
}

/// A promise that was not kept.
public struct ContractViolation: Error, CustomStringConvertible {
    public let message: String
    public let file: String
    public let line: Int

    public var description: String { "\(self.message) (\(self.file):\(self.line))" }
}

/// Throws ``ContractViolation`` unless the condition holds.
func require(
    _ condition: Bool,
    _ message: @autoclosure () -> String,
    file: String = #fileID,
    line: Int = #line
) throws(ContractViolation) {
    guard condition else { throw ContractViolation(message: message(), file: file, line: line) }
}

/// Throws ``ContractViolation`` unless both are equal.
func requireEqual<Value: Equatable>(
    _ actual: Value,
    _ expected: Value,
    _ what: @autoclosure () -> String,
    file: String = #fileID,
    line: Int = #line
) throws(ContractViolation) {
    guard actual == expected else {
        throw ContractViolation(message: "\(what()): expected \(expected), got \(actual)", file: file, line: line)
    }
}

/// Throws ``ContractViolation`` where there is no value.
func requireValue<Value>(
    _ value: Value?,
    _ what: @autoclosure () -> String,
    file: String = #fileID,
    line: Int = #line
) throws(ContractViolation) -> Value {
    guard let value else { throw ContractViolation(message: "\(what()): there is none", file: file, line: line) }
    return value
}
