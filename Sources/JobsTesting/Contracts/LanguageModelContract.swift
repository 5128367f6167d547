public import JobsApplication
import JobsDomain
import Synchronization

/// A model that answers, and the same one asked in a way that it never answers.
public struct ModelUnderTest: Sendable {
    public let answering: any LanguageModel
    public let silent: any LanguageModel
    /// How many requests have reached the provider so far.
    public let calls: @Sendable () async throws -> Int

    public init(
        answering: any LanguageModel,
        silent: any LanguageModel,
        calls: @escaping @Sendable () async throws -> Int
    ) {
        self.answering = answering
        self.silent = silent
        self.calls = calls
    }
}

/// What every ``LanguageModel`` promises, clause by clause.
public enum LanguageModelContract {
    /// All clauses.
    public static let clauses: [ContractClause<ModelUnderTest>] = [
        ContractClause("an answer is what the schema asks for, after one call") { subject in
            let before = try await subject.calls()
            let reply = try await subject.answering.complete(Self.request(timeout: .seconds(30)))
            let answer = try JSONValue(parsing: reply.text)
            try require(answer["title"]?.string != nil, "the member title")
            try requireEqual(try await subject.calls() - before, 1, "calls")
        },
        ContractClause("the pieces that are told make up the answer, and none comes after it") { subject in
            let told = Mutex<[String]>([])
            let reply = try await subject.answering.complete(Self.request(timeout: .seconds(30))) { piece in
                told.withLock { $0.append(piece) }
            }
            try requireEqual(told.withLock { $0.joined() }, reply.text, "what was told")
        },
        ContractClause("cancelling the task breaks the call off") { subject in
            let error = try await withThrowingTaskGroup(of: LanguageModelError?.self) { group in
                group.addTask {
                    do throws(LanguageModelError) {
                        _ = try await subject.silent.complete(Self.request(timeout: .seconds(600)))
                        return nil
                    } catch {
                        return error
                    }
                }
                group.cancelAll()
                return try await group.next() ?? nil
            }
            try requireEqual(error?.code, .cancelled, "code")
        },
    ]

    static func request(timeout: Duration) -> ModelRequest {
        let schema: JSONObject = [
            "type": "object",
            "properties": .object(["title": .object(["type": "string"])]),
            "required": ["title"],
            "additionalProperties": .bool(false),
        ]
        let prompt = ModelPrompt(
            system: "Answer.",
            user: "Question.",
            schemaName: "contract",
            schema: .object(schema),
            maximumOutputTokens: 100
        )
        return ModelRequest(
            call: UUIDv7(milliseconds: 1, counter: 0, random: 0),
            prompt: prompt,
            timeout: timeout
        )
    }
}
