/// The moment before which none of several transfers expires. It comes too early where the transfer that it was noted
/// for has gone on or ended meanwhile: then one look at all of them sets it right, instead of one whenever anything moves.
final class EarliestExpiry {
    private(set) var moment: ContinuousClock.Instant?

    func note(_ expiry: ContinuousClock.Instant?) {
        guard let expiry else { return }
        self.moment = min(self.moment ?? expiry, expiry)
    }

    /// Before all of them are noted again.
    func forget() { self.moment = nil }
}
