import Glibc
import HTTPTransport

/// How long a provider asks to wait, in all the ways it may say so.
enum RetryAfter {
    /// Longer than any wait that is meant; it keeps absurd numbers from overflowing.
    private static let maximumSeconds = 366.0 * 86_400

    /// Reads an answer, the most exact form first. What is no positive time counts as not said: `0` and
    /// `-1` are sent by providers that do not know either.
    ///
    /// - Parameters:
    ///   - error: what the body says; Google puts the time into a member of it, others into the text.
    ///   - now: Unix seconds, by the provider's clock where it tells.
    static func read(headers: [HTTPHeader], error: ProviderError, now: Int) -> Duration? {
        if let value = headers.first("retry-after-ms"), let wait = Self.plain(value, unit: 0.001) { return wait }
        if let value = headers.first("retry-after") {
            if let wait = Self.plain(value, unit: 1) { return wait }
            if let date = HTTPDate.unixSeconds(value), date > now {
                return .seconds(min(date - now, Int(Self.maximumSeconds)))
            }
        }
        if let delay = error.retryDelay, let wait = Self.compound(delay[...]) { return wait }
        return Self.text(error.message)
    }

    /// What time it is for who sent the answer: its own clock tells how far away its dates are, and ours
    /// may be wrong.
    static func now(_ headers: [HTTPHeader]) -> Int { headers.first("date").flatMap(HTTPDate.unixSeconds) ?? time(nil) }

    /// A decimal number and nothing else; Swift's own parser would also take `inf`, `nan` and `0x10`.
    private static func plain(_ text: String, unit: Double) -> Duration? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let number = Double(text)
        else { return nil }
        return Self.duration(number * unit)
    }

    private static func duration(_ seconds: Double) -> Duration? {
        guard seconds.isFinite, seconds > 0 else { return nil }
        return .milliseconds(max(1, (min(seconds, Self.maximumSeconds) * 1_000).rounded()))
    }

    /// "Please try again in 1m2.5s", "Please retry in 20.04s", "Please retry after 86400 seconds".
    private static func text(_ message: String) -> Duration? {
        let message = message.lowercased()
        for phrase in ["try again in ", "retry in ", "retry after ", "try again after "] {
            guard let range = message.firstRange(of: phrase) else { continue }
            if let wait = Self.compound(message[range.upperBound...]) { return wait }
        }
        return nil
    }

    /// One or more numbers with units, without a gap: `1h2m3.5s`, `174ms`, `20 seconds`.
    static func compound(_ text: Substring) -> Duration? {
        var rest = text
        var total = 0.0
        var isEmpty = true
        while true {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard let number = Double(digits) else { break }
            let afterNumber = rest[digits.endIndex...]
            let gap = afterNumber.prefix { $0 == " " }
            let unit = afterNumber[gap.endIndex...].prefix { $0.isASCII && $0.isLetter }
            guard let seconds = Self.unitSeconds[String(unit)] else { break }
            total += number * seconds
            isEmpty = false
            rest = rest[unit.endIndex...]
        }
        return isEmpty ? nil : Self.duration(total)
    }

    private static let unitSeconds: [String: Double] = [
        "ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400,
        "second": 1, "seconds": 1, "sec": 1, "minute": 60, "minutes": 60, "hour": 3_600, "hours": 3_600,
        "day": 86_400, "days": 86_400, "millisecond": 0.001, "milliseconds": 0.001,
    ]
}
