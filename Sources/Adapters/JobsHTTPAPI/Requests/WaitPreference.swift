import HTTPTypes

extension HTTPField.Name {
    static let prefer = Self.constant("Prefer")
    static let preferenceApplied = Self.constant("Preference-Applied")
}

/// How long a client would like an answer to be held until the job has ended (RFC 7240 section 4.3).
struct WaitPreference: Equatable {
    /// Proxies commonly give up after a minute of silence.
    static let longest = 55

    /// Seconds, at most ``longest``.
    let seconds: Int

    /// Reads the preference; nil where there is none that we understand. Preferences are never an error (section 2).
    init?(_ headers: HTTPFields) {
        let preferences = headers[values: .prefer].flatMap { $0.split(separator: ",") }
        for preference in preferences {
            // Parameters follow a semicolon; ours has none.
            let parts = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard parts.first?.lowercased() == "wait" else { continue }
            // The first of several counts.
            guard parts.count == 2 else { return nil }
            let value = parts[1].hasPrefix("\"") ? parts[1].dropFirst().dropLast() : parts[1]
            guard !value.isEmpty, value.utf8.count <= 9, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let seconds = Int(value)
            else { return nil }
            self.seconds = min(seconds, Self.longest)
            return
        }
        return nil
    }

    /// The value of `Preference-Applied`.
    var applied: String { "wait=\(self.seconds)" }
}

extension Substring {
    /// Without white space at both ends.
    fileprivate var trimmed: Substring {
        var rest = self
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
