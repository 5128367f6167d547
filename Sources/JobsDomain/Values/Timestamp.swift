/// A moment in UTC with millisecond precision, for people and for the log of events.
///
/// Nothing is decided by it: leases, waiting times and expiry are measured by the store's clock.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let millisecondsSinceEpoch: Int64

    public init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.millisecondsSinceEpoch < rhs.millisecondsSinceEpoch
    }

    /// The moment `duration` later.
    public func advanced(by duration: Duration) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: self.millisecondsSinceEpoch + duration.milliseconds)
    }

    /// How long it is until another moment; negative where that has passed.
    public func duration(to other: Timestamp) -> Duration {
        .milliseconds(other.millisecondsSinceEpoch - self.millisecondsSinceEpoch)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, for example `2025-06-12T18:25:36.042Z`.
    public var description: String {
        let (days, milliseconds) = Int(self.millisecondsSinceEpoch).flooredQuotientAndRemainder(dividingBy: 86_400_000)
        let date = Self.civilDate(daysSinceEpoch: days)
        let seconds = milliseconds / 1000
        guard (0...9999).contains(date.year) else {
            return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
                + "\(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2)):"
                + "\(Self.padded(seconds % 60, 2)).\(Self.padded(milliseconds % 1000, 3))Z"
        }
        return String(unsafeUninitializedCapacity: 24) { text in
            var place = 0
            func append(_ number: Int, digits: Int, then mark: UInt8) {
                var rest = number
                for digit in (place..<place + digits).reversed() {
                    text[digit] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                text[place + digits] = mark
                place += digits + 1
            }
            append(date.year, digits: 4, then: UInt8(ascii: "-"))
            append(date.month, digits: 2, then: UInt8(ascii: "-"))
            append(date.day, digits: 2, then: UInt8(ascii: "T"))
            append(seconds / 3600, digits: 2, then: UInt8(ascii: ":"))
            append(seconds / 60 % 60, digits: 2, then: UInt8(ascii: ":"))
            append(seconds % 60, digits: 2, then: UInt8(ascii: "."))
            append(milliseconds % 1000, digits: 3, then: UInt8(ascii: "Z"))
            return place
        }
    }

    /// The date of HTTP headers (RFC 9110 section 5.6.7), for example `Thu, 12 Jun 2025 18:25:36 GMT`.
    public var httpDate: String {
        let (days, milliseconds) = Int(self.millisecondsSinceEpoch).flooredQuotientAndRemainder(dividingBy: 86_400_000)
        let date = Self.civilDate(daysSinceEpoch: days)
        // The first day was a Thursday.
        let weekday = days.flooredQuotientAndRemainder(dividingBy: 7).remainder
        let seconds = milliseconds / 1000
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(Self.weekdays[weekday]), \(Self.padded(date.day, 2)) \(Self.months[date.month - 1]) "
            + "\(Self.padded(date.year, 4)) \(time) GMT"
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The proleptic Gregorian date, by counting in 400-year eras that begin in March.
    private static func civilDate(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let result = self.quotientAndRemainder(dividingBy: divisor)
        return result.remainder < 0 ? (result.quotient - 1, result.remainder + divisor) : result
    }
}
