import JobsDomain

/// Has a step done part by part, where its text is too long for one question.
///
/// The parts' outputs are checkpoints of their own: after a crash only the parts that were not finished are
/// asked about again. What they come to may be the step's output, or a shorter text to be asked about in the
/// same manner, until that fits.
struct PartsRunner {
    /// The step's question as a whole.
    let question: Question
    let text: String
    /// Of everything the step's output is made from.
    let inputHash: SHA256Digest
    let services: ModelServices
    let session: JobSession
    let allowance: JobAllowance
    let deadline: Duration
    let canFallBack: Bool

    private var step: String { self.question.path.step }

    /// Whether the text was divided before, in an earlier start of the job.
    var hasBegun: Bool {
        // The look at the text itself is only worth it where any text of the step was divided.
        guard PartsPlan.exists(of: self.step, among: self.session.claimed.checkpoints) else { return false }
        let length = self.text.unicodeScalars.count
        return self.storedPlan(level: 0, of: TextDivider(self.text), length: length) != nil
    }

    /// - Parameter tokens: of the route with the largest context, where nothing was divided before.
    func run(tokens: Int?) async throws(SessionEnd) -> QuestionRunner.Outcome {
        var (text, tokens) = (self.text, tokens)
        for level in 0... {
            let outputs: [JSONObject]
            let provenance: Provenance
            switch try await self.runLevel(level, text, tokens: tokens) {
            case .finished(let made, let by): (outputs, provenance) = (made, by)
            case .ended(let outcome): return outcome
            }
            let merge: PartsMerge
            do throws(StepFailure) {
                merge = try self.question.step.merge(outputs, in: self.question.context)
            } catch {
                return .failed(self.failure(error.code, error.message))
            }
            switch merge {
            case .output(let output): return .answered(output, provenance)
            case .text(let shorter):
                // Each level has to leave less to read, or there would be no last one.
                guard shorter.utf8.count < text.utf8.count else {
                    return .failed(
                        self.failure("context_overflow", "What the parts came to is no shorter than the text.")
                    )
                }
                text = shorter
            }
            let length = text.unicodeScalars.count
            guard self.storedPlan(level: level + 1, of: TextDivider(text), length: length) == nil else { continue }
            let whole = StepPart(level: level + 1, number: 1, count: 1, text: text, offset: 0)
            switch try await self.runner(self.question.path, whole, canFallBack: self.canFallBack).run() {
            case .tooLong(let limit): tokens = limit
            case .answered(let output, var by):
                by.parts = provenance.parts
                return .answered(output, by)
            case let other: return other
            }
        }
        return .failed(self.failure("unreachable", "No level ended."))
    }

    // MARK: - One level

    private enum LevelEnd {
        case finished([JSONObject], Provenance)
        case ended(QuestionRunner.Outcome)
    }

    private func runLevel(_ level: Int, _ text: String, tokens: Int?) async throws(SessionEnd) -> LevelEnd {
        let divider = TextDivider(text)
        var plan: PartsPlan
        if let stored = self.storedPlan(level: level, of: divider, length: text.unicodeScalars.count) {
            plan = stored
        } else {
            guard let tokens else { return .ended(self.tooSmall) }
            do throws(StepFailure) {
                guard let room = try self.room(in: tokens, level: level) else { return .ended(self.tooSmall) }
                plan = PartsPlan(level: level, ranges: divider.pieces(ofAtMost: room))
            } catch {
                return .ended(.failed(self.failure(error.code, error.message)))
            }
            self.keep(plan, divider)
        }
        self.allowance.add(calls: plan.entries.count * ModelPolicy.callsPerPart)
        var finished = self.finishedParts(of: plan, divider)
        while true {
            let open = plan.entries.filter { finished[$0.number] == nil }
            guard !open.isEmpty else { break }
            let results = try await self.ask(open, of: plan, divider)
            var end: QuestionRunner.Outcome?
            for (number, outcome) in results {
                switch outcome {
                case .answered(let output, let by): finished[number] = (output, by)
                case .tooLong(let limit):
                    let pieces: [Range<Int>]?
                    do throws(StepFailure) {
                        let entry = plan.entries.first { $0.number == number }
                        let room = try self.room(in: limit, level: level)
                        pieces = entry.flatMap { entry in
                            room.flatMap { Self.pieces(of: entry.range, divider, room: $0) }
                        }
                    } catch {
                        end = .failed(self.failure(error.code, error.message))
                        continue
                    }
                    guard let pieces else {
                        end = self.tooSmall
                        continue
                    }
                    plan.divide(number, into: pieces)
                    self.allowance.add(calls: pieces.count * ModelPolicy.callsPerPart)
                    self.keep(plan, divider)
                // A failure says more than a pause, and a pause more than going without a model.
                case .failed: end = outcome
                case .park: if case .failed = end {} else { end = outcome }
                case .exhausted: end = end ?? outcome
                }
            }
            if let end { return .ended(end) }
        }
        let parts = plan.entries.compactMap { finished[$0.number] }
        guard var provenance = parts.last?.1 else { return .ended(self.tooSmall) }
        provenance.parts = parts.count
        provenance.fallbacks = parts.first { !$0.1.fallbacks.isEmpty }?.1.fallbacks ?? []
        return .finished(parts.map(\.0), provenance)
    }

    /// Asks about parts, several at a time, until all have ended or one has ended without an answer.
    private func ask(
        _ entries: [PartsPlan.Entry],
        of plan: PartsPlan,
        _ divider: TextDivider
    ) async throws(SessionEnd) -> [(Int, QuestionRunner.Outcome)] {
        typealias Ended = (number: Int, result: Result<QuestionRunner.Outcome, SessionEnd>)
        let ended = await withTaskGroup(of: Ended.self, returning: [Ended].self) { group in
            var waiting = entries[...]
            var ended: [Ended] = []
            func start() {
                guard let entry = waiting.popFirst() else { return }
                group.addTask {
                    do throws(SessionEnd) {
                        return (entry.number, .success(try await self.ask(entry, of: plan, divider)))
                    } catch {
                        return (entry.number, .failure(error))
                    }
                }
            }
            for _ in 0..<ModelPolicy.partsAtOnce { start() }
            for await part in group {
                ended.append(part)
                // Those on their way are paid for, so they may end; no others begin.
                if case .success(.answered) = part.result { start() } else { waiting = [] }
            }
            return ended
        }
        var outcomes: [(Int, QuestionRunner.Outcome)] = []
        for part in ended { outcomes.append((part.number, try part.result.get())) }
        return outcomes
    }

    private func ask(
        _ entry: PartsPlan.Entry,
        of plan: PartsPlan,
        _ divider: TextDivider
    ) async throws(SessionEnd) -> QuestionRunner.Outcome {
        let text = divider.text(of: entry.range)
        let place = plan.entries.firstIndex { $0.number == entry.number } ?? 0
        let part = StepPart(
            level: plan.level,
            number: place + 1,
            count: plan.entries.count,
            text: text,
            offset: entry.range.lowerBound
        )
        let path = plan.path(of: self.step, part: entry.number)
        let outcome = try await self.runner(path, part, canFallBack: self.canFallBack).run()
        guard case .answered(let output, let provenance) = outcome else { return outcome }
        let hash = self.hash(of: text, level: plan.level)
        let checkpoint = Checkpoint(
            path: path,
            inputHash: hash,
            output: provenance.heading(output),
            isDegraded: false
        )
        self.session.record(.checkpoint(checkpoint))
        // The next part may take long: what this one brought is safe before.
        try await self.session.flush()
        return outcome
    }

    private func runner(_ path: StepPath, _ part: StepPart, canFallBack: Bool) -> QuestionRunner {
        QuestionRunner(
            question: Question(
                step: self.question.step,
                path: path,
                context: self.question.context.with(part),
                isDivisible: true
            ),
            services: self.services,
            session: self.session,
            allowance: self.allowance,
            deadline: self.deadline,
            canFallBack: canFallBack
        )
    }

    // MARK: - Sizes

    /// How many tokens of text a part may have; nil where the question alone nearly fills the context.
    private func room(in tokens: Int, level: Int) throws(StepFailure) -> Int? {
        let empty = StepPart(level: level, number: 1, count: 2, text: "", offset: 0)
        let context = self.question.context.with(empty).with(marker: self.services.fenceMarker())
        let prompt = try self.question.step.prompt(for: context)
        let room = tokens * ModelPolicy.partShare / 100 - TokenEstimate.tokens(in: prompt)
        return room >= Self.smallestPart ? room : nil
    }

    /// Below this a part holds no whole thought.
    private static let smallestPart = 64

    /// The pieces of a part that was too long, or nil where it is not divisible any further.
    private static func pieces(of range: Range<Int>, _ divider: TextDivider, room: Int) -> [Range<Int>]? {
        let text = divider.text(of: range)
        let half = TokenEstimate.tokens(in: text) / 2 + 1
        let pieces = TextDivider(text).pieces(ofAtMost: min(room, half))
        guard pieces.count > 1, half >= Self.smallestPart else { return nil }
        return pieces.map { range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound }
    }

    private var tooSmall: QuestionRunner.Outcome {
        .failed(self.failure("context_overflow", "No configured model takes even a small part of the document."))
    }

    private func failure(_ code: String, _ message: String) -> JobFailure {
        JobFailure(code: code, message: message, step: self.step, isRetryable: false)
    }

    // MARK: - What is kept

    private func hash(of text: String, level: Int) -> SHA256Digest {
        SHA256Digest(ofFields: [self.inputHash.bytes, Array("part-\(level)".utf8), Array(text.utf8)])
    }

    private func planHash(_ divider: TextDivider, level: Int, length: Int) -> SHA256Digest {
        self.hash(of: divider.text(of: 0..<length), level: level)
    }

    private func storedPlan(level: Int, of divider: TextDivider, length: Int) -> PartsPlan? {
        PartsPlan(
            of: self.step,
            level: level,
            inputHash: self.planHash(divider, level: level, length: length),
            length: length,
            among: self.session.claimed.checkpoints
        )
    }

    private func keep(_ plan: PartsPlan, _ divider: TextDivider) {
        let length = plan.entries.last?.range.upperBound ?? 0
        let hash = self.planHash(divider, level: plan.level, length: length)
        self.session.record(
            .checkpoint(
                Checkpoint(path: plan.path(of: self.step), inputHash: hash, output: plan.encoded, isDegraded: false)
            )
        )
    }

    private func finishedParts(of plan: PartsPlan, _ divider: TextDivider) -> [Int: (JSONObject, Provenance)] {
        var finished: [Int: (JSONObject, Provenance)] = [:]
        for entry in plan.entries {
            let hash = self.hash(of: divider.text(of: entry.range), level: plan.level)
            guard
                let stored = self.session.claimed.checkpoints.first(where: {
                    $0.inputHash == hash && $0.path == plan.path(of: self.step, part: entry.number)
                }),
                let output = (try? JSONValue(parsing: stored.output))?.object,
                let provenance = Provenance(output)
            else { continue }
            finished[entry.number] = (Provenance.removed(from: output), provenance)
        }
        return finished
    }
}
