import Foundation
import JobsApplication
import JobsDomain
import JobsTesting
import LanguageModelFake
import Synchronization
import Testing

@Suite("Recorded exchanges")
struct CassetteTests {
    /// A folder of this test's own, gone with it.
    private final class Folder {
        let url = URL.temporaryDirectory.appending(path: "cassette-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: self.url) }

        var path: String { self.url.appending(path: "tape.jsonl").path() }

        func text() throws -> String { String(decoding: try Data(contentsOf: URL(filePath: self.path)), as: UTF8.self) }
        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: self.path)) }
    }

    private let folder: Folder

    init() throws { self.folder = try Folder() }

    private static let provider = ModelProvider(name: "openai", source: "openai_gpt")

    private static func request(
        _ user: String = "문서",
        system: String = "Answer.",
        marker: String = "",
        schema: JSONValue = .object(["type": "string"]),
        correction: ModelCorrection? = nil
    ) -> ModelRequest {
        let prompt = ModelPrompt(
            system: system,
            user: user,
            schemaName: "s",
            schema: schema,
            fenceMarker: marker,
            maximumOutputTokens: 100,
            correction: correction
        )
        return ModelRequest(call: UUIDv7(high: 1, low: 2), prompt: prompt, timeout: .seconds(1))
    }

    private func record(_ script: [ScriptedLanguageModel.Turn], model: String = "m-1") throws -> CassetteLanguageModel {
        let scripted = ScriptedLanguageModel(provider: Self.provider, model: model, script: script)
        return try CassetteLanguageModel(recording: scripted, to: self.folder.path)
    }

    private func replay(model: String = "m-1") throws -> CassetteLanguageModel {
        try CassetteLanguageModel(replaying: self.folder.path, provider: Self.provider, model: model)
    }

    private func failure(
        _ model: CassetteLanguageModel,
        _ request: ModelRequest = Self.request()
    ) async -> LanguageModelError? {
        await #expect(throws: LanguageModelError.self) { try await model.complete(request) }
    }

    @Test("What was recorded is played, in order, and the last answer repeats")
    func order() async throws {
        let recorder = try self.record([.answer("하나"), .answer("둘"), .answer("other")])
        let first = try await recorder.complete(Self.request())
        _ = try await recorder.complete(Self.request())
        _ = try await recorder.complete(Self.request("else"))

        let player = try self.replay()
        let told = Mutex<[String]>([])
        let played = try await player.complete(Self.request()) { piece in told.withLock { $0.append(piece) } }
        #expect(played == first)
        #expect(told.withLock { $0 } == ["하나"])
        #expect(try await player.complete(Self.request("else")).text == "other")
        for _ in 0..<3 { #expect(try await player.complete(Self.request()).text == "둘") }
    }

    @Test("Failures are played too, with all that is decided by")
    func failures() async throws {
        let error = LanguageModelError(
            .truncated,
            "한 문장",
            status: 200,
            retryAfter: .milliseconds(1_500),
            wasSent: true,
            usage: ModelUsage(
                inputTokens: 1,
                cachedInputTokens: 2,
                cacheWriteTokens: 3,
                outputTokens: 4,
                reasoningTokens: 5
            ),
            tokenLimit: 8_192,
            hasAdapted: true
        )
        let recorder = try self.record([.failure(error), .answer("x")])
        #expect(await self.failure(recorder) == error)
        _ = try await recorder.complete(Self.request())
        let player = try self.replay()
        #expect(await self.failure(player) == error)
        #expect(try await player.complete(Self.request()).text == "x")
    }

    @Test("A broken-off call is no exchange")
    func cancelled() async throws {
        let recorder = try self.record([.failure(LanguageModelError(.cancelled, "x", wasSent: true)), .answer("x")])
        #expect(await self.failure(recorder)?.code == .cancelled)
        _ = try await recorder.complete(Self.request())
        #expect(try self.folder.text().split(separator: "\n").count == 1)
    }

    @Test("The file holds neither the document nor the instructions")
    func privacy() async throws {
        let recorder = try self.record([.answer("reply")])
        _ = try await recorder.complete(Self.request("비밀 문서", system: "지시"))
        let text = try self.folder.text()
        #expect(text.contains("reply"))
        #expect(!text.contains("비밀") && !text.contains("지시"))
        let attributes = try FileManager.default.attributesOfItem(atPath: self.folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("The word of the fence makes no other question; everything else does")
    func digest() async throws {
        let recorder = try self.record([.answer("x")])
        let marker = "A1B2"
        _ = try await recorder.complete(
            Self.request("<<<\(marker)>>>e\u{301}", system: "between \(marker)", marker: marker)
        )
        let player = try self.replay()
        let same = Self.request("<<<ZZ>>>e\u{301}", system: "between ZZ", marker: "ZZ")
        #expect(try await player.complete(same).text == "x")
        let correction = ModelCorrection(answer: "", request: "")
        let others = [
            Self.request("<<<ZZ>>>é", system: "between ZZ", marker: "ZZ"),
            Self.request("<<<ZZ>>>e\u{301}", system: "between ZZ.", marker: "ZZ"),
            Self.request("<<<ZZ>>>e\u{301}", system: "between ZZ", marker: "Z"),
            Self.request("<<<ZZ>>>e\u{301}", system: "between ZZ", marker: "ZZ", schema: .object(["type": "integer"])),
            Self.request("<<<ZZ>>>e\u{301}", system: "between ZZ", marker: "ZZ", correction: correction),
        ]
        for other in others { #expect(await self.failure(player, other)?.code == .misconfigured) }
    }

    @Test("A question that is not on the tape names the file and the way out")
    func missing() async throws {
        _ = try await self.record([.answer("x")]).complete(Self.request())
        let error = await self.failure(try self.replay(), Self.request("changed"))
        #expect(error?.code == .misconfigured)
        #expect(error?.wasSent == false)
        #expect(error?.message.contains(self.folder.path) == true)
        #expect(error?.message.contains("has to be recorded again") == true)
        // Another model's answers are not this one's.
        #expect(await self.failure(try self.replay(model: "m-2"))?.code == .misconfigured)
    }

    @Test("A last line that is cut off is left out, and the next recording removes it", arguments: [1, 10, 60])
    func brokenEnd(_ cut: Int) async throws {
        let recorder = try self.record([.answer("one")])
        _ = try await recorder.complete(Self.request())
        _ = try await self.record([.answer("two")]).complete(Self.request())
        let whole = try self.folder.text()
        // Without its line feed alone the line is whole.
        try self.folder.write(String(whole.dropLast(cut)))
        let player = try self.replay()
        #expect(try await player.complete(Self.request()).text == "one")
        #expect(try await player.complete(Self.request()).text == (cut == 1 ? "two" : "one"))

        _ = try await self.record([.answer("three")]).complete(Self.request())
        let again = try self.replay()
        #expect(try await again.complete(Self.request()).text == "one")
        #expect(try await again.complete(Self.request()).text == "three")
        #expect(try self.folder.text().split(separator: "\n").count == 2)
    }

    @Test(
        "Any other broken line is an error that names it",
        arguments: [
            "{", "[]", "null", #"{"provider":"p","model":"m","question":"q"}"#,
            #"{"provider":"p","model":"m","question":"q","error":{"code":"no_such","message":"x"}}"#,
        ]
    )
    func brokenLine(_ line: String) async throws {
        _ = try await self.record([.answer("x")]).complete(Self.request())
        try self.folder.write("\n\(line)\n" + (try self.folder.text()))
        let error = #expect(throws: CassetteError.self) { try self.replay() }
        #expect(error?.message == "line 2 of \(self.folder.path) is no recorded exchange")
    }

    @Test("Files that cannot be read or written say so")
    func unusable() throws {
        let path = self.folder.path
        let missing = #expect(throws: CassetteError.self) { try self.replay() }
        #expect(missing?.message.hasPrefix("\(path) cannot be read") == true)
        let unwritable = #expect(throws: CassetteError.self) {
            try CassetteLanguageModel(recording: ScriptedLanguageModel(), to: "/no/such/folder/tape.jsonl")
        }
        #expect(unwritable?.message.hasPrefix("/no/such/folder/tape.jsonl cannot be written") == true)
    }

    @Test("Many calls at once record whole lines")
    func concurrency() async throws {
        let long = String(repeating: "길", count: 50_000)
        let models = try (0..<4).map { _ in
            try CassetteLanguageModel(
                recording: ScriptedLanguageModel(provider: Self.provider, model: "m-1", afterwards: .answer(long)),
                to: self.folder.path
            )
        }
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask { _ = try await models[number % 4].complete(Self.request("\(number)")) }
            }
            try await group.waitForAll()
        }
        let player = try self.replay()
        for number in 0..<40 { #expect(try await player.complete(Self.request("\(number)")).text == long) }
        #expect(try self.folder.text().split(separator: "\n").count == 40)
    }

    @Test("Recording and playing keep the model contract", arguments: LanguageModelContract.clauses, [true, false])
    func contract(_ clause: ContractClause<ModelUnderTest>, _ records: Bool) async throws {
        let answering = ScriptedLanguageModel(provider: Self.provider, model: "m-1")
        let silent = ScriptedLanguageModel(provider: Self.provider, model: "m-1", afterwards: .silence)
        let recorder = try CassetteLanguageModel(recording: answering, to: self.folder.path)
        let quiet = try CassetteLanguageModel(recording: silent, to: self.folder.path)
        try await clause.verify(ModelUnderTest(answering: recorder, silent: quiet) { answering.requests.count })
        guard !records, !answering.requests.isEmpty else { return }
        let calls = Mutex(0)
        let player = Counting(try self.replay()) { calls.withLock { $0 += 1 } }
        try await clause.verify(ModelUnderTest(answering: player, silent: player) { calls.withLock { $0 } })
    }
}

/// Counts the calls of another model.
private struct Counting: LanguageModel {
    let other: CassetteLanguageModel
    let count: @Sendable () -> Void

    init(_ other: CassetteLanguageModel, _ count: @escaping @Sendable () -> Void) {
        self.other = other
        self.count = count
    }

    var provider: ModelProvider { self.other.provider }
    var model: String { self.other.model }

    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        self.count()
        return try await self.other.complete(request, onText: onText)
    }
}
