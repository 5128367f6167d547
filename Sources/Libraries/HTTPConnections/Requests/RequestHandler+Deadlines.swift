import NIOCore

extension RequestHandler {
    /// Ends what is overdue.
    ///
    /// - Returns: when to ask again at the latest.
    func nextDeadline(after now: NIODeadline) -> NIODeadline? {
        guard let context = self.context, !self.holdsReads else { return nil }
        let settings = self.environment.settings
        switch self.phase {
        case .idle(let since):
            guard self.isAtRest else { return nil }
            let deadline = since + TimeAmount(self.isUsed ? settings.idleTimeout : settings.headerDeadline)
            guard now >= deadline else { return deadline }
            self.endConnection(context: context, lingers: false)
        case .head(let since):
            let deadline = since + TimeAmount(settings.headerDeadline)
            guard now >= deadline else { return deadline }
            self.refuse(context: context, .headTimeout)
        case .body(let since):
            // It waits for us.
            guard self.arriving?.facts.expectsContinue != true else { return nil }
            let deadline = since + self.timeForBody
            guard now >= deadline else { return deadline }
            self.refuse(context: context, .bodyTimeout)
        case .over:
            break
        }
        return nil
    }

    /// The time that the body may take with what has come of it.
    private var timeForBody: TimeAmount {
        let settings = self.environment.settings
        let seconds = Double(self.arriving?.measuredBytes ?? 0) / Double(max(settings.minimumBodyRate, 1))
        return TimeAmount(min(settings.bodyDeadline, settings.bodyRateGrace + .seconds(seconds)))
    }

    /// Refuses a message that takes much more on the wire than it says: blank lines before a request, extensions
    /// of chunks.
    func judgeOverhead() {
        guard let context = self.context else { return }
        let settings = self.environment.settings
        switch self.phase {
        case .head where self.wire.bytes > settings.headerBytes + settings.headerFields * 8 + 1_024:
            self.refuse(context: context, .headTooLarge)
        case .body where self.wire.bytes > self.wireBytesOfBody:
            self.refuse(context: context, .bodyTooLarge)
        default:
            break
        }
    }

    private var wireBytesOfBody: Int {
        self.environment.settings.headerBytes + 2 * (self.arriving?.facts.heldBytes ?? 0) + (64 << 10)
    }
}
