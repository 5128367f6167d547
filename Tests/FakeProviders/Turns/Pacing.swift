/// How fast a healthy stream comes.
public struct Pacing: Sendable {
    /// Before the first event.
    public let first: Duration
    /// Before every further one.
    public let next: Duration

    /// As fast as the connection takes it.
    public static let none = Pacing(first: .zero, next: .zero)
    /// A quick provider.
    public static let usual = Pacing(first: .milliseconds(50), next: .milliseconds(2))

    public init(first: Duration, next: Duration) {
        self.first = first
        self.next = next
    }
}
