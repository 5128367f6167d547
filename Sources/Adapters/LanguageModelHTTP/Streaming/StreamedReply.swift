import HTTPTransport
import JobsApplication
import JobsDomain
import Synchronization

/// Reads a streamed answer on the transport's thread while it comes, and keeps it for the caller.
final class StreamedReply: BodyReceiver {
    /// What came of the stream.
    struct Outcome {
        var draft = ReplyDraft()
        /// What makes an answer of it impossible.
        var defect: ReplyDefect?
        /// The body, where it held no event at all: some servers answer in one piece whatever was asked.
        var plainBody: [UInt8] = []
        var hasEvents = false
    }

    private struct State {
        var parser = ServerSentEventParser()
        var textGuard = TextGuard()
        var outcome = Outcome()
    }

    private let dialect: any ProviderDialect
    private let onText: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(_ dialect: any ProviderDialect, onText: @escaping @Sendable (String) -> Void) {
        self.dialect = dialect
        self.onText = onText
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyProgress {
        let (pieces, progress) = self.state.withLock { state in
            let pieces = self.take(bytes, &state)
            return (pieces, state.outcome.progress)
        }
        // Outside of the lock: what the watcher does is not known here.
        pieces.forEach(self.onText)
        return progress
    }

    /// Tells that the body has ended, and returns what came of it.
    func finish() -> Outcome {
        let (outcome, pieces) = self.state.withLock { state in
            let last = state.parser.finish()
            if !state.outcome.draft.isWhole, state.outcome.defect == nil, let last {
                state.outcome.hasEvents = true
                // An event that the end has cut is a cut stream, not a mistake of the server's.
                if self.read(last, &state.outcome) != nil { state.outcome.defect = .truncatedStream }
            }
            return (state.outcome, state.outcome.draft.takeUntold())
        }
        pieces.forEach(self.onText)
        return outcome
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ state: inout State) -> [String] {
        guard state.outcome.defect == nil, !state.outcome.draft.isTerminated else { return [] }
        let events = state.parser.consume(bytes)
        if events.isEmpty, !state.outcome.hasEvents, state.outcome.plainBody.count < AnswerSizes.standard.body {
            state.outcome.plainBody.append(contentsOf: bytes)
        }
        var pieces: [String] = []
        for event in events where event.name != "ping" && !state.outcome.draft.isTerminated {
            state.outcome.hasEvents = true
            state.outcome.plainBody = []
            state.outcome.defect = self.read(event, &state.outcome)
            for piece in state.outcome.draft.takeUntold() {
                pieces.append(piece)
                state.outcome.defect = state.outcome.defect ?? state.textGuard.check(piece)
            }
            if state.outcome.draft.text.utf8.count > ReplyDraft.maximumTextBytes { state.outcome.defect = .tooLarge }
            if state.outcome.defect != nil || state.outcome.draft.error != nil { return pieces }
        }
        if state.parser.isTooLarge { state.outcome.defect = .tooLarge }
        return pieces
    }

    private func read(_ event: ServerSentEvent, _ outcome: inout Outcome) -> ReplyDefect? {
        if event.data.elementsEqual("[DONE]".utf8) {
            outcome.draft.isTerminated = true
            return nil
        }
        do throws(JSONSyntaxError) {
            self.dialect.read(event: try JSONValue(parsing: event.data), into: &outcome.draft)
            return nil
        } catch {
            return .notJSON(offset: error.offset)
        }
    }
}

extension StreamedReply.Outcome {
    fileprivate var progress: BodyProgress {
        if self.defect != nil || self.draft.error != nil { return .useless }
        if self.draft.isWhole { return .whole }
        return self.hasEvents ? .begun : .waiting
    }
}
