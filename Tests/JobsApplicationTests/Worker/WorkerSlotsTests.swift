import JobsDomain
import JobsTesting
import Testing

@testable import JobsApplication

@Suite("The slots of a worker")
struct WorkerSlotsTests {
    @Test(
        "a slot that becomes free is worth a look where the last one was not made, failed, or is older than 100 ms",
        arguments: [(1, false, 0, true), (2, true, 0, true), (2, false, 100, false), (2, false, 101, true)]
    )
    func isWorthALook(_ capacity: Int, _ hasFailed: Bool, _ age: Int, _ isWorthIt: Bool) {
        let lease = HeldLease(job: JobID(ManualClock().runtime.makeID()), fence: Fence(storedValue: 1))
        var slots = WorkerSlots(capacity: capacity)
        _ = slots.add(lease, WorkerSlots.Running(stop: OneTimeValue(), leaseEnds: .seconds(30)))
        let places = slots.takePlaces(at: .seconds(9))
        #expect(places == (capacity == 1 ? nil : 1))
        if hasFailed { slots.awaitSlot() }
        #expect(slots.remove(lease, at: .seconds(9) + .milliseconds(age)) == isWorthIt)
    }
}
