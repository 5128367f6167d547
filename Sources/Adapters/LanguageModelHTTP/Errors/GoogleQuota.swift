/// A limit of Google's, which comes with the words of a used-up quota even where it lasts a minute.
struct GoogleQuota {
    /// Whether it is none of the moment.
    let isLasting: Bool
    let wait: Duration?

    /// Longer delays than this stand for a quota.
    private static let longestDelay = Duration.seconds(300)
    /// Where only the kind of limit is known, and where not even that is.
    private static let wholeMinute = Duration.seconds(60)
    private static let unknownDelay = Duration.seconds(5)

    /// - Returns: nil where the error is no such limit.
    init?(status: Int?, error: ProviderError, wait: Duration?, now: Int) {
        guard status == 429, error.words.contains("resource_exhausted") else { return nil }
        if error.quotas.contains(where: { $0.contains("PerDay") || $0.contains("Daily") }) {
            // Google names a delay of seconds here too, which helps nobody before the day is over.
            self.isLasting = true
            self.wait = .seconds(QuotaEnd.nextPacificDay(now: now))
        } else if let wait {
            self.isLasting = wait > Self.longestDelay
            self.wait = wait
        } else {
            self.isLasting = false
            self.wait = error.quotas.contains { $0.contains("PerMinute") } ? Self.wholeMinute : Self.unknownDelay
        }
    }
}
