import Hummingbird
import JobsApplication
import JobsDomain

extension HTTPAPI {
    func workflows(_ inquiry: Inquiry) -> Response {
        let bytes = Self.encodedItems(self.service.workflows.workflows) { workflow, writer in
            writer.object { writer in
                writer.member("name", workflow.identity.name)
                writer.member("version", workflow.identity.version)
                writer.member("queue", workflow.queue)
                writer.member("steps", .array(workflow.steps.map { .string($0.name) }))
                writer.member("input_schema", workflow.inputSchema)
            }
        }
        return Self.unchanged(bytes, EntityTag(of: bytes, language: nil), inquiry, [:])
    }

    func providers() async throws -> Response {
        let providers = try await self.stored { () async throws(JobStoreError) in
            try await self.service.providers?.list() ?? []
        }
        return Self.items(providers) { provider, writer in ProviderJSON(status: provider).write(to: &writer) }
    }

    /// A list that has no pages.
    static func items<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> Response {
        Self.json(.ok, Self.encodedItems(items, write))
    }

    private static func encodedItems<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        writer.object { writer in
            writer.name("items")
            writer.array { writer in
                for item in items { write(item, &writer) }
            }
        }
        return writer.bytes
    }

    func statistics() async throws -> Response {
        let statistics = try await self.stored { () async throws(JobStoreError) in
            try await self.service.store.statistics()
        }
        let processes = try await self.stored { () async throws(JobStoreError) in
            try await self.service.registry?.processes() ?? []
        }
        var queues = statistics.counts
        for queue in self.service.workflows.queues { queues[queue, default: [:]][.pending, default: 0] += 0 }
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("jobs")
            Self.write(queues.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }, to: &writer)
            writer.name("queues")
            writer.object { writer in
                for (queue, counts) in queues.sorted(by: { $0.key < $1.key }) {
                    writer.name(queue)
                    Self.write(counts, to: &writer)
                }
            }
            writer.member("processes", .array(processes.map { .object($0.json) }))
            writer.name("oldest_waiting")
            guard let oldest = statistics.oldestWaiting else { return writer.null() }
            let age = self.runtime.now().millisecondsSinceEpoch - oldest.since.millisecondsSinceEpoch
            writer.object { writer in
                writer.member("event_id", oldest.job.description)
                writer.member("created_at", oldest.since.description)
                writer.member("seconds", max(0, age / 1000))
            }
        }
        return Self.json(.ok, writer.bytes)
    }

    private static func write(_ counts: [JobStatus: Int], to writer: inout JSONWriter) {
        writer.object { writer in
            for status in JobStatus.allCases { writer.member(status.rawValue, counts[status] ?? 0) }
        }
    }

    func ready() async -> Response {
        let report = await self.readiness.report()
        return Self.json(report.isReady ? .ok : .serviceUnavailable, report.encoded)
    }
}
