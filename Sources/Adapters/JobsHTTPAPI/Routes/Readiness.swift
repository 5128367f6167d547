import JobsApplication
import JobsDomain
import Synchronization

/// Finds out whether this process can serve, at most once a second.
final class Readiness: Sendable {
    /// What was found.
    struct Report: Sendable, Equatable {
        let store: String?
        let queue: String?
        let isDraining: Bool

        /// A queue that is down delays jobs but loses none, so it does not count.
        var isReady: Bool { self.store == nil && !self.isDraining }

        var encoded: [UInt8] {
            let report: JSONObject = [
                "status": self.isReady ? "ok" : "unavailable",
                "checks": .object([
                    "store": .string(self.store ?? "ok"), "queue": .string(self.queue ?? "ok"),
                    "draining": .bool(self.isDraining),
                ]),
            ]
            return report.serialized
        }
    }

    private struct Answer {
        let problem: String?
        let at: Duration
    }

    private static let freshness = Duration.seconds(1)

    private let service: JobService
    private let isDraining: @Sendable () -> Bool
    private let uptime: @Sendable () -> Duration
    private let last = Mutex<Answer?>(nil)

    init(
        service: JobService,
        isDraining: @escaping @Sendable () -> Bool,
        uptime: @escaping @Sendable () -> Duration
    ) {
        self.service = service
        self.isDraining = isDraining
        self.uptime = uptime
    }

    func report() async -> Report {
        Report(store: await self.storeProblem(), queue: self.service.queueProblem, isDraining: self.isDraining())
    }

    private func storeProblem() async -> String? {
        let now = self.uptime()
        if let last = self.last.withLock({ $0 }), now - last.at < Self.freshness { return last.problem }
        var problem: String?
        do throws(JobStoreError) {
            _ = try await self.service.store.statistics()
        } catch {
            problem = error.message
        }
        self.last.withLock { $0 = Answer(problem: problem, at: now) }
        return problem
    }
}
