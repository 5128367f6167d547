/// A language that messages exist in.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case korean = "ko"
    case english = "en"

    /// The best of our languages for an `Accept-Language` header (RFC 9110 section 12.5.4): the highest quality
    /// wins, then the earlier one. A header that names none of ours, or is malformed, means the default.
    public static func negotiated(_ header: String?, default fallback: Language) -> Language {
        guard let header else { return fallback }
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimmingSpaces }
            guard let tag = parts.first else { continue }
            var quality = 1.0
            for parameter in parts.dropFirst() where parameter.lowercased().hasPrefix("q=") {
                quality = Double(parameter.dropFirst(2)) ?? 0
            }
            let primary = tag.lowercased().prefix { $0 != "-" }
            let language = primary == "*" ? fallback : Language(rawValue: String(primary))
            guard let language, quality > 0, quality <= 1, quality > best?.quality ?? 0 else { continue }
            best = (language, quality)
        }
        return best?.language ?? fallback
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(self.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
