import JobsApplication
import JobsDomain
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("What a process remembers between claims")
struct ClaimMarksTests {
    private let lane = PostgresLane(queue: "q", priority: 0)

    private func job(_ sequence: Int64, fence: Int64 = 1) -> Job {
        let submission = JobSubmission(
            id: JobID(UUIDv7(high: 1, low: UInt64(sequence))),
            queue: "q",
            workflow: StoreUnderTest.workflow,
            totalSteps: 1,
            language: "auto",
            input: [],
            metadata: [],
            createdAt: Timestamp(millisecondsSinceEpoch: 0)
        )
        var job = Job.created(submission.facts(sequence: sequence)).job
        var state = job.state
        state.fence = Fence(storedValue: fence)
        job = Job(facts: job.facts, storedState: state)
        return job
    }

    private func claim(_ workflows: Set<WorkflowIdentity> = [StoreUnderTest.workflow]) -> JobClaim {
        let start = JobStart(
            command: UUIDv7(high: 0, low: 0),
            owner: LeaseOwner("w"),
            attemptLimit: 5,
            at: Timestamp(millisecondsSinceEpoch: 0)
        )
        return JobClaim(start: start, limit: 1, queues: nil, workflows: workflows, lease: .seconds(30))
    }

    @Test("a mark never passes a number whose insert may be under way")
    func unsettled() {
        var marks = PostgresClaimMarks()
        marks.prepare(for: self.claim())
        marks.read(drawn: 10, inserts: ["a"])
        marks.advance(past: [self.job(9)], isExhaustive: true, in: nil)
        #expect(marks.lanes[self.lane] == 1)
        marks.read(drawn: 20, inserts: ["a", "b"])
        marks.advance(past: [self.job(15)], isExhaustive: true, in: nil)
        #expect(marks.lanes[self.lane] == 1)
        marks.read(drawn: 30, inserts: ["c"])
        marks.advance(past: [self.job(25)], isExhaustive: true, in: nil)
        #expect(marks.lanes[self.lane] == 11)
        marks.read(drawn: 40, inserts: [])
        marks.advance(past: [self.job(26)], isExhaustive: false, in: nil)
        #expect(marks.lanes[self.lane] == 27)
        marks.advance(past: [], isExhaustive: true, in: nil)
        #expect(marks.lanes[self.lane] == 41)
    }

    @Test("a job that had been started before says nothing about first starts")
    func returned() {
        var marks = PostgresClaimMarks()
        marks.prepare(for: self.claim())
        marks.read(drawn: 10, inserts: [])
        marks.advance(past: [self.job(9, fence: 3)], isExhaustive: false, in: nil)
        #expect(marks.lanes.isEmpty)
    }

    @Test("a claim of some queues moves no mark of others")
    func queues() {
        var marks = PostgresClaimMarks()
        marks.prepare(for: self.claim())
        marks.read(drawn: 10, inserts: [])
        marks.advance(past: [self.job(2)], isExhaustive: false, in: nil)
        marks.advance(past: [], isExhaustive: true, in: ["other"])
        #expect(marks.lanes[self.lane] == 3)
    }

    @Test("a look without marks that fails is not tried again at once, and the marks are kept")
    func failedLook() {
        var marks = PostgresClaimMarks()
        marks.prepare(for: self.claim())
        marks.read(drawn: 10, inserts: [])
        marks.advance(past: [self.job(2)], isExhaustive: true, in: nil)
        var looking = marks
        looking.prepare(for: self.claim(), now: .now + .seconds(61))
        #expect(looking.lanes.isEmpty)
        marks.notePreparation(of: looking)
        marks.prepare(for: self.claim(), now: .now + .seconds(62))
        #expect(marks.lanes[self.lane] == 11)
    }

    @Test("a claim of other workflows begins anew")
    func workflows() {
        var marks = PostgresClaimMarks()
        marks.prepare(for: self.claim())
        marks.read(drawn: 10, inserts: [])
        marks.advance(past: [self.job(2)], isExhaustive: true, in: nil)
        marks.advanceLeases(to: 100_000)
        marks.prepare(for: self.claim([WorkflowIdentity(name: "other", version: 1)]))
        #expect(marks.lanes.isEmpty)
        #expect(marks.leases == 0)
    }
}
