/// Names one job, for ever; clients know it as `event_id`.
public struct JobID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let uuid: UUIDv7

    public init(_ uuid: UUIDv7) {
        self.uuid = uuid
    }

    /// Reads the text form; nil where it is no UUID.
    public init?(text: String) {
        guard let uuid = UUIDv7(text: text) else { return nil }
        self.uuid = uuid
    }

    public static func < (lhs: JobID, rhs: JobID) -> Bool { lhs.uuid < rhs.uuid }

    public var description: String { self.uuid.description }
}
