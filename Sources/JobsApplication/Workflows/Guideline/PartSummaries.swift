/// The summaries of a document's successive parts, written as one text to be summarised in its turn.
struct PartSummaries {
    /// What one part may take, in Unicode scalars, so that the text is shorter than the document was,
    /// however much a model wrote about each part.
    private static let maximumLength = 2_000
    private static let maximumTitleLength = 120
    private static let maximumContentLength = 1_200

    let text: String

    init(_ parts: [Summary], in language: DocumentLanguage) {
        self.text = parts.enumerated().map { index, part in
            Self.lines(of: part, number: index + 1, of: parts.count, language).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func lines(
        of part: Summary,
        number: Int,
        of count: Int,
        _ language: DocumentLanguage
    ) -> [String] {
        let title = part.title.onOneLine.shortened(to: Self.maximumTitleLength)
        let content = part.content.onOneLine.shortened(to: Self.maximumContentLength)
        var lines: [String] =
            switch language {
            case .korean: ["[\(count)개 부분 중 \(number)번째]", "제목: \(title)", "내용: \(content)", "핵심 사항:"]
            case .english: ["[Part \(number) of \(count)]", "Title: \(title)", "Content: \(content)", "Key points:"]
            }
        var room = Self.maximumLength - lines.reduce(0) { $0 + $1.unicodeScalars.count + 1 }
        for point in part.keyPoints {
            let line = "- \(point.onOneLine)"
            room -= line.unicodeScalars.count + 1
            // A point that is cut short may say the opposite; it stays whole or away.
            guard room >= 0 else { break }
            lines.append(line)
        }
        return lines
    }
}
