import JobsDomain
import Synchronization

/// Gathers the pieces of an answer on its way, so that watchers get few large hints instead of many small
/// ones: at most one every tenth of a second, none above 4 KiB.
final class LiveText: Sendable {
    private static let interval = Duration.milliseconds(100)
    private static let largestPiece = 4096

    private struct State {
        var text = ""
        var lastSent: Duration?
    }

    private let state = Mutex(State())
    private let uptime: @Sendable () -> Duration
    private let send: @Sendable (String) -> Void

    init(uptime: @escaping @Sendable () -> Duration, send: @escaping @Sendable (String) -> Void) {
        self.uptime = uptime
        self.send = send
    }

    func append(_ piece: String) {
        let now = self.uptime()
        let due = self.state.withLock { state -> String? in
            state.text += piece
            let isDue = state.lastSent.map { now - $0 >= Self.interval } ?? true
            guard isDue || state.text.utf8.count >= Self.largestPiece else { return nil }
            state.lastSent = now
            defer { state.text = "" }
            return state.text
        }
        if let due { self.sendPieces(of: due) }
    }

    /// Sends what is left.
    func finish() {
        let rest = self.state.withLock { state in
            defer { state.text = "" }
            return state.text
        }
        self.sendPieces(of: rest)
    }

    private func sendPieces(of text: String) {
        if text.utf8.count <= Self.largestPiece {
            if !text.isEmpty { self.send(text) }
            return
        }
        var rest = Substring(text)
        while !rest.isEmpty {
            var end = rest.startIndex
            var bytes = 0
            while end < rest.endIndex {
                let width = rest[end].utf8.count
                if bytes > 0, bytes + width > Self.largestPiece { break }
                bytes += width
                rest.formIndex(after: &end)
            }
            self.send(String(rest[..<end]))
            rest = rest[end...]
        }
    }
}
