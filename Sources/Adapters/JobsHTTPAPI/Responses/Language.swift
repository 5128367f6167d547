/// A language that messages exist in.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// The best of our languages for an `Accept-Language` header (RFC 9110 section 12.5.4): the highest quality
    /// wins, then the earlier one. A header that names none of ours, or is malformed, means the default.
    public static func negotiated(_ header: String?, default fallback: Language) -> Language {
        guard let header else { return fallback }
        var qualities: [Language: (quality: Double, place: Int)] = [:]
        var star: (quality: Double, place: Int)?
        for (place, range) in header.split(separator: ",").enumerated() {
            let parts = range.split(separator: ";").map { $0.trimmingSpaces }
            guard let tag = parts.first else { continue }
            var quality = 1.0
            for parameter in parts.dropFirst() where parameter.lowercased().hasPrefix("q=") {
                quality = Double(parameter.dropFirst(2)) ?? 0
            }
            guard (0...1).contains(quality) else { continue }
            let primary = tag.lowercased().prefix { $0 != "-" }
            if primary == "*" {
                star = star ?? (quality, place)
            } else if let language = Language(rawValue: String(primary)), quality > qualities[language]?.quality ?? -1 {
                qualities[language] = (quality, place)
            }
        }
        // The star stands for every language that is not named, the default one first.
        for language in [fallback] + Self.allCases where qualities[language] == nil { qualities[language] = star }
        let best = qualities.filter { $0.value.quality > 0 }.max { lhs, rhs in
            if lhs.value.quality != rhs.value.quality { return lhs.value.quality < rhs.value.quality }
            if lhs.value.place != rhs.value.place { return lhs.value.place > rhs.value.place }
            return rhs.key == fallback
        }
        return best?.key ?? fallback
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(self.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
