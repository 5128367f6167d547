import Foundation
import JobsDomain
import Testing

@Suite("The simulation's own checks find what they are there for")
struct CheckTests {
    private func log(_ kinds: [JobEvent.Kind], numbers: [Int]? = nil) -> String? {
        let id = JobID(UUIDv7(high: 1, low: 2))
        let events = kinds.enumerated().map { index, kind in
            JobEvent(
                job: id,
                number: numbers?[index] ?? index + 1,
                kind: kind,
                at: Timestamp(millisecondsSinceEpoch: Int64(index)),
                step: "first",
                data: Array(#"{"run":1,"attempt":1}"#.utf8)
            )
        }
        var coverage = Coverage()
        return EventLog(events, attemptLimit: 2, coverage: &coverage).problem
    }

    @Test("a log that keeps the rules has no problem")
    func acceptsGoodLogs() {
        #expect(self.log([.jobCreated, .jobStarted, .stepStarted, .stepCompleted, .jobCompleted]) == nil)
        #expect(self.log([.jobCreated, .jobCancelled]) == nil)
    }

    @Test(
        "a log that breaks a rule has one",
        arguments: [
            [JobEvent.Kind.jobStarted],
            [.jobCreated, .jobStarted, .jobStarted],
            [.jobCreated, .jobCompleted],
            [.jobCreated, .jobStarted, .jobCompleted, .jobCancelled],
            [.jobCreated, .jobCancelled, .jobStarted],
            [.jobCreated, .stepStarted],
            [.jobCreated, .jobStarted, .stepCompleted, .stepCompleted],
            [.jobCreated, .jobStarted, .stepCompleted, .stepStarted],
        ]
    )
    func refusesBadLogs(_ kinds: [JobEvent.Kind]) {
        #expect(self.log(kinds) != nil)
    }

    @Test("a gap in the numbers is found")
    func findsGaps() {
        #expect(self.log([.jobCreated, .jobCancelled], numbers: [1, 3]) != nil)
    }

    @Test("jobs that nobody runs are reported as waiting")
    func findsWaiting() async {
        var shape = WorldShape.small
        shape.workers = []
        let report = await Simulation.runAll([Simulation(seed: 1, shape: shape, plan: .none)])[0]
        #expect(report.violation?.contains("still wait long after the last fault") == true)
    }

    @Test("a world that was broken off by a violation is torn down to its last task")
    func tearsDown() async {
        var shape = WorldShape.small
        // With such short leases nobody renews in time, so jobs are lost for no reason.
        shape.lease = .microseconds(1)
        let report = await Simulation.runAll([Simulation(seed: 1, shape: shape, plan: .none)])[0]
        #expect(report.violation != nil)
    }

    @Test("a task that becomes ready on another thread is noticed")
    func findsEscapes() async {
        let escapes = await onDriverThread {
            let scheduler = Scheduler(random: SimulationRandom(seed: 1, stream: .schedule), strategy: .uniform)
            // While the driver lives: a thread that comes after it may get its identity.
            let isEnqueued = DispatchSemaphore(value: 0)
            Thread {
                scheduler.enqueueFromElsewhere()
                isEnqueued.signal()
            }.start()
            isEnqueued.wait()
            return scheduler.escapedTasks
        }
        #expect(escapes == 1)
    }
}

extension Scheduler {
    /// What a task does that is woken outside the simulation.
    fileprivate func enqueueFromElsewhere() {
        let executor = self.makeExecutor()
        Task(executorPreference: executor) {}
    }
}
