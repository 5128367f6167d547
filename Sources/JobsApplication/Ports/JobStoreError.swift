public import JobsDomain

/// Why a store did not do what it was asked.
public struct JobStoreError: Error, Sendable, CustomStringConvertible {
    /// What a caller can act on.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String, Sendable, Hashable {
            case notFound, conflict, staleFence, idempotencyConflict, overloaded, unavailable, outcomeUnknown
            case unusable
        }

        private let value: Value

        /// There is no such job.
        public static let notFound = Code(value: .notFound)
        /// The job's status does not allow it.
        public static let conflict = Code(value: .conflict)
        /// The writer does not own the job any more.
        public static let staleFence = Code(value: .staleFence)
        /// The idempotency key was used for something else.
        public static let idempotencyConflict = Code(value: .idempotencyConflict)
        /// Too many writes wait. Nothing was written; repeat later.
        public static let overloaded = Code(value: .overloaded)
        /// The store cannot be reached or cannot write. Nothing was written; repeat later.
        public static let unavailable = Code(value: .unavailable)
        /// The connection broke while committing: it may have been written. Repeating is safe.
        public static let outcomeUnknown = Code(value: .outcomeUnknown)
        /// The store cannot be used as it is: wrong file, newer schema, missing permission.
        public static let unusable = Code(value: .unusable)

        public var description: String { self.value.rawValue }
    }

    public let code: Code
    /// For operators; without payloads.
    public let message: String
    /// The status that stood in the way, for `conflict`.
    public let status: JobStatus?
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, status: JobStatus? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.cause = cause
    }

    public var description: String {
        "\(self.code): \(self.message)" + (self.cause.map { " (\($0))" } ?? "")
    }
}
