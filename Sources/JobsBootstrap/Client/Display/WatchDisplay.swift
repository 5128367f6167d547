import JobsApplication
import JobsDomain
import JobsHTTPClient
import Synchronization

/// Shows a job that is being watched: one line in place on a terminal, a line an event elsewhere, JSON for programs.
final class WatchDisplay: Sendable {
    enum Style: Sendable, Equatable {
        /// Every event as one line of JSON on the standard output.
        case json
        /// A line for each event.
        case lines
        /// One line of the terminal that changes.
        case inPlace(hasColour: Bool)
    }

    private struct State {
        var progress: WatchProgress
        var turn = 0
        var isOver = false
    }

    private static let interval = Duration.milliseconds(200)
    private static let defaultColumns = 80

    private let style: Style
    private let submitted: Timestamp
    private let runtime: JobRuntime
    private let state: Mutex<State>

    init(_ style: Style, job: JobID, totalSteps: Int, runtime: JobRuntime) {
        self.style = style
        // An identifier of version 7 begins with the time it was made at.
        self.submitted = Timestamp(millisecondsSinceEpoch: Int64(job.uuid.high >> 16))
        self.runtime = runtime
        self.state = Mutex(State(progress: WatchProgress(totalSteps: totalSteps)))
    }

    /// How this process shows what it watches.
    static func style(isJSON: Bool, environment: [String: String]) -> Style {
        if isJSON { return .json }
        let term = environment["TERM"] ?? ""
        guard StandardStream.error.isTerminal, !term.isEmpty, term != "dumb" else { return .lines }
        // https://no-color.org: set and not empty.
        return .inPlace(hasColour: environment["NO_COLOR"]?.isEmpty ?? true)
    }

    /// Takes note of news, and prints what is printed once.
    func show(_ news: WatchNews) throws(ClientExit) {
        self.state.withLock { $0.progress.take(news) }
        switch (self.style, news) {
        case (.json, .event(let event)):
            try StandardStream.output.write(JSONLine.text(event.json))
        case (.lines, .event(let event)) where event.number != nil:
            try StandardStream.error.write(Self.line(event))
        case (.json, .reconnecting(_, let reason)), (.lines, .reconnecting(_, let reason)):
            try StandardStream.error.write("avo: reconnecting: \(TerminalText.safe(reason))\n")
        default: break
        }
    }

    /// Draws the line that changes, again and again, until it is cleared or the task cancelled.
    func animate() async {
        guard case .inPlace(let hasColour) = self.style else { return }
        while !Task.isCancelled {
            let elapsed = max(.zero, self.submitted.duration(to: self.runtime.now()))
            let line = WatchLine(
                columns: (StandardStream.error.columns ?? Self.defaultColumns) - 1,
                hasColour: hasColour
            )
            let isDrawn = self.state.withLock { state in
                guard !state.isOver else { return false }
                state.turn += 1
                let text = line.text(state.progress, elapsed: elapsed, turn: state.turn)
                do throws(ClientExit) { try StandardStream.error.write("\r\u{1B}[2K" + text) } catch { return false }
                return true
            }
            guard isDrawn else { return }
            do throws(CancellationError) { try await self.runtime.sleep(Self.interval) } catch { return }
        }
    }

    /// Takes the line away, so that what follows stands in its place.
    func clear() throws(ClientExit) {
        guard case .inPlace = self.style else { return }
        let wasDrawn = self.state.withLock { state in
            defer { state.isOver = true }
            return state.turn > 0 && !state.isOver
        }
        if wasDrawn { try StandardStream.error.write("\r\u{1B}[2K") }
    }

    private static func line(_ event: RemoteEvent) -> String {
        let parts = [event.at, event.type, event.step, event.reason.map { "(\($0))" }]
        return TerminalText.safe(parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "  ")) + "\n"
    }
}
