import JobsDomain
import TestServices

extension Fleet {
    /// Submits a document with a tag through a server, once.
    ///
    /// - Throws: `UnexpectedAnswer` where it is not acknowledged.
    @discardableResult
    func submit(_ tag: String, through server: Server) async throws -> String {
        let sentAt = ContinuousClock.now
        let answer = try await server.post(tag: tag, key: tag)
        guard answer.status == 201, let id = try answer.json["event_id"]?.string else {
            throw UnexpectedAnswer(answer)
        }
        self.note(Submission(id: id, tag: tag, sentAt: sentAt, answeredAt: .now))
        return id
    }

    /// Submits a document as a client does that cannot do without an answer: through any server, again with the
    /// same key until it is acknowledged.
    @discardableResult
    func submitRepeating(_ tag: String) async throws -> String {
        let sentAt = ContinuousClock.now
        var id: String?
        try await waitUntil("\(tag) is acknowledged", within: .seconds(90), every: .milliseconds(20)) {
            guard let server = self.servers.randomElement() else { return false }
            // What broke off may have been done all the same; the key tells.
            guard let answer = try? await server.post(tag: tag, key: tag), answer.status == 201 else { return false }
            id = try answer.json["event_id"]?.string
            return id != nil
        }
        guard let id else { throw ServiceFailure("no event_id for \(tag)") }
        self.note(Submission(id: id, tag: tag, sentAt: sentAt, answeredAt: .now))
        return id
    }

    /// Submits many documents from several clients at once, each of which waits for its answers.
    func submitRepeating(_ prefix: String, count: Int, clients: Int = 4) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for number in stride(from: client, to: count, by: clients) {
                        try await self.submitRepeating("\(prefix)-\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// How many jobs have a status, as any server tells it; nil where none answers.
    func jobs(_ status: String) async -> Int? {
        for server in self.servers.shuffled() {
            if let answer = try? await server.client.send("GET", "/api/stats"), answer.status == 200 {
                return try? answer.json["jobs"]?[status]?.integer
            }
        }
        return nil
    }

    /// Waits until no job waits or runs.
    func drained(within limit: Duration = .seconds(120)) async throws {
        try await waitUntil("every job has ended", within: limit, every: .milliseconds(50)) {
            let pending = await self.jobs("pending")
            let processing = await self.jobs("processing")
            return pending == 0 && processing == 0
        }
    }

    /// Waits until the model has answered that many calls.
    func answered(_ count: Int, within limit: Duration = .seconds(60)) async throws {
        try await waitUntil("\(count) answers of the model", within: limit, every: .milliseconds(20)) {
            try await self.model.answered() >= count
        }
    }
}

extension Server {
    /// Posts a document that the model's log shows by its tag.
    func post(tag: String, key: String?, text: String = "Every change must be reviewed.") async throws -> Answer {
        let body = (["text": .string("DOC-TAG:\(tag) \(text)")] as JSONObject).serialized
        var headers = ["Content-Type": "application/json"]
        headers["Idempotency-Key"] = key
        return try await self.client.send(
            "POST",
            "/api/jobs",
            body: String(decoding: body, as: UTF8.self),
            headers: headers
        )
    }
}

/// An answer that a test did not expect.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    let description: String

    init(_ answer: Answer) {
        self.description = "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
    }
}
