extension Timestamp {
    /// Reads an RFC 3339 date and time such as `2025-06-12T18:25:36.042Z` or `2025-06-13T03:25:36+09:00`.
    ///
    /// Digits beyond milliseconds are dropped. A leap second is refused, because the milliseconds have no place for
    /// one.
    ///
    /// - Returns: nil for anything else, also for a date that the calendar does not have.
    public init?(rfc3339 text: String) {
        // The longest useful spelling has 35 bytes.
        guard text.utf8.count <= 64 else { return nil }
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T", "t"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let milliseconds = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
            (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = hour * 3600 + (minute - offset) * 60 + second
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        self.init(millisecondsSinceEpoch: Int64(days * 86_400_000 + seconds * 1000 + milliseconds))
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The reverse of the way by which a moment is written: years begin in March, so that a leap day ends one.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Takes ASCII digits and marks from the front of a text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { self.position == self.bytes.count }

    private var digit: Int? {
        guard self.position < self.bytes.count, (0x30...0x39).contains(self.bytes[self.position]) else { return nil }
        return Int(self.bytes[self.position] - 0x30)
    }

    /// Exactly so many digits.
    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = self.digit else { return nil }
            value = value * 10 + digit
            self.position += 1
        }
        return value
    }

    /// One of these marks.
    mutating func take(_ marks: Unicode.Scalar...) -> Bool {
        guard self.position < self.bytes.count, marks.contains(Unicode.Scalar(self.bytes[self.position])) else {
            return false
        }
        self.position += 1
        return true
    }

    /// A fraction of a second in milliseconds: 0 where there is none, nil where a point has no digit behind it.
    mutating func fraction() -> Int? {
        guard self.take(".") else { return 0 }
        guard self.digit != nil else { return nil }
        var (milliseconds, weight) = (0, 100)
        while let digit = self.digit {
            milliseconds += digit * weight
            weight /= 10
            self.position += 1
        }
        return milliseconds
    }

    /// `Z` or an offset, in minutes east of UTC.
    mutating func offset() -> Int? {
        if self.take("Z", "z") { return 0 }
        let isWest = self.take("-")
        guard isWest || self.take("+"), let hours = self.number(2), self.take(":"), let minutes = self.number(2),
            hours < 24, minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
