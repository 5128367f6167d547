import HTTPTransport

/// Makes a provider's text fit to be stored and shown: without keys, without names of organisations,
/// without pieces of the document, on one line, and short.
struct Redactor: Sendable {
    private let secrets: [String]
    private let document: String

    /// Longest text that is kept, in Unicode scalars.
    private static let maximumLength = 300
    /// So many scalars in a row that are also the document's are a quotation. A dozen is a clause in
    /// Korean and two words in English; providers' own sentences seldom share as much with a document.
    private static let quotationLength = 12

    /// - Parameters:
    ///   - secrets: what must not appear, exactly as it is.
    ///   - document: the user's text.
    init(secrets: [String], document: String) {
        self.secrets = secrets.filter { !$0.isEmpty }
        self.document = document
    }

    func redact(_ text: String) -> String {
        var text = text
        // Exact secrets first: a pattern could take one apart and leave its end.
        for secret in self.secrets { text.replace(secret, with: "[redacted]") }
        text.replace(#/(?i)bearer\s+[^\s"',;]+/#, with: "Bearer [redacted]")
        // A letter before it would make it the end of another word, as in "task-oriented".
        text.replace(#/(^|[^A-Za-z0-9])(?:(?:sk|gsk|xai)[-_]|AIza)[A-Za-z0-9_*.\-]+/#) { "\($0.1)[redacted]" }
        text.replace(#/(^|[^A-Za-z0-9])(?:org|proj)[-_][A-Za-z0-9]+/#) { "\($0.1)[redacted]" }
        // A key that the provider has masked itself still shows its ends.
        text.replace(#/[A-Za-z0-9_\-]*\*{3,}[A-Za-z0-9_\-*]*/#, with: "[redacted]")
        return self.withoutQuotations(self.shortened(text))
    }

    /// One line of bounded length. The limit stands before the search for quotations, which costs time
    /// by the length of both.
    private func shortened(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < Self.maximumLength else {
                scalars.append("…")
                break
            }
            scalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
            count += 1
        }
        return String(scalars).trimmingWhitespace()
    }

    /// Slides a window over the document once and strikes out what the text shares with it.
    private func withoutQuotations(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let length = Self.quotationLength
        guard scalars.count >= length, !self.document.isEmpty else { return text }
        var places: [ArraySlice<Unicode.Scalar>: [Int]] = [:]
        for start in 0...(scalars.count - length) { places[scalars[start..<start + length], default: []].append(start) }
        // The first scalar sorts out nearly every window before it is hashed.
        let beginnings = Set(places.keys.compactMap(\.first))
        var isQuoted = [Bool](repeating: false, count: scalars.count)
        let document = Array(self.document.unicodeScalars)
        guard document.count >= length else { return text }
        for start in 0...(document.count - length) where beginnings.contains(document[start]) {
            for place in places[document[start..<start + length]] ?? [] {
                for index in place..<place + length { isQuoted[index] = true }
            }
        }
        var kept = String.UnicodeScalarView()
        for index in scalars.indices {
            if !isQuoted[index] {
                kept.append(scalars[index])
            } else if index == 0 || !isQuoted[index - 1] {
                kept.append("…")
            }
        }
        return String(kept)
    }
}
