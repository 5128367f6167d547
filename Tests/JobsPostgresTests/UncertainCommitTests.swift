import JobsApplication
import JobsDomain
import TestServices
import Testing

@testable import JobsPostgres
@testable import JobsTesting

@Suite("A commit whose answer is lost is found out about", .timeLimit(.minutes(2)))
struct UncertainCommitTests {
    @Test("a job whose commit was not acknowledged is there, once", arguments: [TCPProxy.Cut.reply, .request])
    func insert(_ cut: TCPProxy.Cut) async throws {
        try await withProxiedStore { store, subject, proxy in
            try await subject.insert()
            proxy.cut(cut, matching: "avo_COMMIT")
            let submission = subject.submission(idempotency: subject.key("k"))
            let inserted = try await store.insert(submission)
            #expect(proxy.cuts == 1)
            #expect(inserted.id == submission.id)
            #expect(inserted.isReplay == false)
            #expect(try await store.page(JobListQuery(limit: 10)).jobs.map(\.job.id).contains(submission.id))
            #expect(try await store.statistics().counts[StoreUnderTest.queue]?[.pending] == 2)
        }
    }

    @Test("a change whose commit was not acknowledged is made once", arguments: [TCPProxy.Cut.reply, .request])
    func change(_ cut: TCPProxy.Cut) async throws {
        try await withProxiedStore { store, subject, proxy in
            let id = try await subject.insert()
            let claimed = try await subject.claimOne()
            let call = subject.makeID()
            try await subject.apply(claimed, [.startStep("one"), .intend(subject.intent(call, id))])
            proxy.cut(cut, matching: "avo_COMMIT")
            let actions: [JobChange.Action] = [
                .settle(subject.settlement(call, id, tokens: 7)), .checkpoint(subject.checkpoint("one")),
            ]
            let job = try await subject.apply(claimed, actions)
            #expect(proxy.cuts == 1)
            #expect(job.state.completedSteps == 1)
            #expect(job.state.usage.inputTokens == 7)
            let kinds = try await store.events(of: id, after: 0, limit: 100).map(\.kind)
            #expect(kinds == [.jobCreated, .jobStarted, .stepStarted, .stepCompleted])
        }
    }

    @Test(
        "a claim whose answer was lost still hands out its jobs, started once",
        arguments: [TCPProxy.Cut.reply, .request]
    )
    func claim(_ cut: TCPProxy.Cut) async throws {
        try await withProxiedStore { store, subject, proxy in
            let ids = [try await subject.insert(), try await subject.insert()]
            #expect(try await subject.claim(queues: ["none"]).jobs.isEmpty)
            proxy.cut(cut, matching: "avo_COMMIT")
            let claimed = try await subject.claim(2)
            #expect(proxy.cuts == 1)
            #expect(claimed.jobs.map(\.job.id) == ids)
            #expect(claimed.jobs.map(\.job.state.attempts) == [1, 1])
        }
    }

    @Test("a shared value whose replacement was not acknowledged is replaced once", arguments: [nil, 1] as [Int64?])
    func sharedValue(_ version: Int64?) async throws {
        try await withProxiedStore { store, _, proxy in
            if version != nil {
                let isNew = try await store.replace("k", with: [1], ifVersionIs: nil, lifetime: .seconds(600))
                #expect(isNew)
            }
            try await store.settle([])
            proxy.cut(.reply, matching: "avo_COMMIT")
            let isReplaced = try await store.replace("k", with: [2], ifVersionIs: version, lifetime: .seconds(600))
            #expect(proxy.cuts == 1)
            #expect(isReplaced)
            #expect(try await store.value(for: "k")?.bytes == [2])
            #expect(try await store.value(for: "k")?.version == (version ?? 0) + 1)
        }
    }
}
