import Foundation
import JobsHTTPAPI

/// Reads typed values and gathers every mistake instead of stopping at the first.
struct ConfigurationReader {
    let sources: ConfigurationSources
    private(set) var problems: [ConfigurationProblem] = []

    init(_ sources: ConfigurationSources) {
        self.sources = sources
    }

    mutating func report(_ variable: String, _ message: String) {
        self.problems.append(ConfigurationProblem(variable, message))
    }

    func string(_ name: String) -> String? { self.sources.value(name) }

    /// A value that may also come from the file that `NAME_FILE` names.
    mutating func secret(_ name: String) -> String? {
        let (value, file) = self.sources.secret(name)
        if let value { return value }
        guard let path = file else { return nil }
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if value.isEmpty { self.report(name + "_FILE", "the file \(path) is empty") }
            return value.isEmpty ? nil : value
        } catch {
            self.report(name + "_FILE", "the file \(path) cannot be read")
            return nil
        }
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let text = self.sources.value(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            self.report(name, "must be an integer from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
            return fallback
        }
        return value
    }

    /// An integer that need not be set.
    mutating func optionalInteger(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        self.sources.value(name) == nil ? nil : self.integer(name, range, default: range.lowerBound)
    }

    /// An amount in US dollars, in thousand-millionths of one; nil where it is not set.
    mutating func dollars(_ name: String) -> Int64? {
        guard let text = self.sources.value(name) else { return nil }
        guard let amount = Int64(decimal: text, places: 9) else {
            self.report(name, "must be an amount in US dollars such as 0.05 or 20, not \"\(text)\"")
            return nil
        }
        return amount
    }

    mutating func boolean(_ name: String) -> Bool? {
        guard let text = self.sources.value(name) else { return nil }
        switch text.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default:
            self.report(name, "must be true or false, not \"\(text)\"")
            return nil
        }
    }

    mutating func choice<Value>(_ name: String, _ choices: [(String, Value)]) -> Value? {
        guard let text = self.sources.value(name) else { return nil }
        if let found = choices.first(where: { $0.0 == text.lowercased() }) { return found.1 }
        self.report(name, "must be one of \(choices.map(\.0).joined(separator: ", ")), not \"\(text)\"")
        return nil
    }

    mutating func list(_ name: String) -> [String]? {
        guard let text = self.sources.value(name) else { return nil }
        let items = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !items.isEmpty else {
            self.report(name, "names nothing")
            return nil
        }
        return items
    }

    /// A number of bytes, written `4096`, `512KiB`, `256MiB` or `2GiB`.
    mutating func bytes(_ name: String, _ range: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let text = self.sources.value(name) else { return fallback }
        let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)]
        let unit = units.first { text.hasSuffix($0.0) }
        let digits = text.dropLast(unit?.0.count ?? 0)
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let (value, isTooLarge) = (Int(digits) ?? .max).multipliedReportingOverflow(by: 1 << (unit?.1 ?? 0))
        guard isNumber, !isTooLarge, range.contains(value) else {
            let bounds = "\(range.lowerBound >> 20)MiB to \(range.upperBound >> 20)MiB"
            self.report(name, "must be a number of bytes such as 67108864 or 64MiB, from \(bounds), not \"\(text)\"")
            return fallback
        }
        return value
    }

    /// A number in a time, written `60/1m`; nil where it is not set.
    mutating func rate(_ name: String) -> SubmissionRate? {
        guard let text = self.sources.value(name) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(parts[0]),
            (1...1_000_000).contains(count), let window = Duration(configuration: String(parts[1])),
            window >= .seconds(1), window <= .seconds(86_400)
        else {
            self.report(
                name,
                "must be a number up to 1000000 and a time from 1s to 24h such as 60/1m, not \"\(text)\""
            )
            return nil
        }
        return SubmissionRate(count: count, window: window)
    }

    /// A duration, written `500ms`, `30s`, `15m` or `24h`.
    mutating func duration(_ name: String, atLeast minimum: Duration = .zero, default fallback: Duration) -> Duration {
        guard let text = self.sources.value(name) else { return fallback }
        guard let value = Duration(configuration: text) else {
            self.report(name, "must be a duration such as 500ms, 30s, 15m or 24h, not \"\(text)\"")
            return fallback
        }
        guard value >= minimum else {
            self.report(name, "must be at least \(minimum.configurationText), not \"\(text)\"")
            return fallback
        }
        return value
    }
}

extension Duration {
    /// Units that durations are written in, with their length in milliseconds.
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// Reads `500ms`, `30s`, `15m` or `24h`; nil for anything else.
    init?(configuration text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }), let count = Int64(digits) else {
            return nil
        }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, milliseconds <= 100 * 365 * 24 * 3_600_000 else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// The duration as it is written in the configuration.
    var configurationText: String {
        let milliseconds = self.components.seconds * 1000 + self.components.attoseconds / 1_000_000_000_000_000
        let unit = Self.units.last { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
        return "\(milliseconds / (unit?.milliseconds ?? 1))\(unit?.suffix ?? "ms")"
    }
}
