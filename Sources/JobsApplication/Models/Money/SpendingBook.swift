import JobsDomain

/// What was spent today, and what calls on their way may still cost, for all processes together.
///
/// A call that nobody knows the end of keeps its reservation: it may have been billed.
struct SpendingBook: Sendable {
    /// Long enough that a day's sum is never forgotten within the day.
    private static let lifetime = Duration.seconds(2 * 86_400)
    private static let millisecondsPerDay: Int64 = 86_400_000

    let shared: any SharedState
    let runtime: JobRuntime

    /// One day's share of a call's price.
    struct Reservation: Sendable {
        fileprivate let key: String
        fileprivate let nanoUSD: Int64
    }

    /// Sets the price of a call aside.
    ///
    /// - Parameters:
    ///   - nanoUSD: what the call costs at most.
    ///   - limit: of the day.
    /// - Returns: nil where the limit does not allow it.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`.
    func reserve(_ nanoUSD: Int64, within limit: Int64) async throws(JobStoreError) -> Reservation? {
        let day = self.runtime.now().millisecondsSinceEpoch / Self.millisecondsPerDay
        let key = "budget/\(day)"
        let isReserved = try await self.shared.update(key, lifetime: Self.lifetime) { bytes, _ in
            let spent = Self.sum(bytes)
            guard spent + nanoUSD <= limit else { return false }
            bytes = Array(String(spent + nanoUSD).utf8)
            return true
        }
        return isReserved == true ? Reservation(key: key, nanoUSD: nanoUSD) : nil
    }

    /// Replaces a reservation by what the call has cost.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`; then the reservation stays.
    func settle(_ reservation: Reservation, cost nanoUSD: Int64) async throws(JobStoreError) {
        _ = try await self.shared.update(reservation.key, lifetime: Self.lifetime) { bytes, _ in
            bytes = Array(String(max(0, Self.sum(bytes) - reservation.nanoUSD + nanoUSD)).utf8)
        }
    }

    /// How long it is until the next day begins.
    var timeToNextDay: Duration {
        .milliseconds(Self.millisecondsPerDay - self.runtime.now().millisecondsSinceEpoch % Self.millisecondsPerDay)
    }

    private static func sum(_ bytes: [UInt8]?) -> Int64 {
        bytes.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
    }
}
