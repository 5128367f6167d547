/// The one line that a terminal shows while a job runs.
struct WatchLine: Sendable {
    private static let wheel = Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

    /// The columns it may take.
    let columns: Int
    let hasColour: Bool

    /// - Parameters:
    ///   - elapsed: since the job was submitted.
    ///   - turn: counts the times it is drawn.
    func text(_ progress: WatchProgress, elapsed: Duration, turn: Int) -> String {
        var parts = [progress.status]
        if let step = progress.step { parts.append(TerminalText.safe(step)) }
        if let percent = progress.percent { parts.append("\(percent)%") }
        parts.append(Self.clock(elapsed))
        if let interruption = progress.interruption {
            parts.append("reconnecting: \(TerminalText.safe(interruption))")
        }
        let head = "\(Self.wheel[turn % Self.wheel.count]) " + parts.joined(separator: " · ")
        let shown = TerminalWidth.prefix(head, columns: self.columns)
        let room = self.columns - TerminalWidth.columns(of: shown) - 3
        let live = TerminalText.safe(progress.liveText)
        guard !live.isEmpty, room >= 8 else { return self.coloured(shown, "1") }
        return self.coloured(shown, "1") + " · " + self.coloured(TerminalWidth.suffix(live, columns: room), "2")
    }

    /// `7s`, `3m07s`, `2h03m`.
    static func clock(_ duration: Duration) -> String {
        let seconds = Int(max(0, duration.components.seconds))
        let padded = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(padded(seconds % 60))s" }
        return "\(seconds / 3600)h\(padded(seconds / 60 % 60))m"
    }

    private func coloured(_ text: String, _ code: String) -> String {
        self.hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
