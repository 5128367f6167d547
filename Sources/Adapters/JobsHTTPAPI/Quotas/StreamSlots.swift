import HTTPTypes
import JobsDomain
import Synchronization

/// Counts the streams that each client has open. Clients without one take no memory.
final class StreamSlots: Sendable {
    private let limit: Int
    private let open = Mutex<[ClientSite: Int]>([:])

    /// - Parameter limit: streams of one client at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    /// All streams together.
    var count: Int { self.open.withLock { $0.values.reduce(0, +) } }

    /// Takes a place; ``release(_:)`` gives it back.
    ///
    /// - Throws: ``Problem`` `quotaExceeded`; then no place was taken.
    func take(_ client: Client) throws(Problem) {
        let site = client.site
        let isTaken = self.open.withLock { open in
            guard open[site, default: 0] < self.limit else { return false }
            open[site, default: 0] += 1
            return true
        }
        guard !isTaken else { return }
        throw Problem(
            .quotaExceeded,
            LocalizedText(
                "At most \(self.limit) streams may be open for one address; close one first.",
                korean: "한 주소에서 동시에 열 수 있는 스트림은 최대 \(self.limit)개입니다."
            ),
            violatedPolicies: ["streams"],
            headers: [.rateLimitPolicy: "\"streams\";q=\(self.limit);qu=\"concurrent-requests\""]
        ).retrying(after: 10)
    }

    /// Gives back the place that ``take(_:)`` took.
    func release(_ client: Client) {
        let site = client.site
        self.open.withLock { open in
            guard let count = open[site] else { return }
            open[site] = count > 1 ? count - 1 : nil
        }
    }
}
