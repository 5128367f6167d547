import JobsDomain

/// The output of the step `summary`.
struct Summary: Sendable, Equatable {
    let title: String
    let content: String
    let keyPoints: [String]

    /// Words of the content: runs between white space. Counted here, whatever a model claims.
    var wordCount: Int {
        var count = 0
        var isInWord = false
        for scalar in self.content.unicodeScalars {
            let isSpace = scalar.isWhiteSpace
            if !isSpace, !isInWord { count += 1 }
            isInWord = !isSpace
        }
        return count
    }

    /// The members of `result.summary`, without provenance.
    var object: JSONObject {
        [
            "title": .string(self.title),
            "content": .string(self.content),
            "key_points": .array(self.keyPoints.map { .string($0) }),
            "word_count": .integer(self.wordCount),
        ]
    }
}

extension Summary {
    /// Reads what ``object`` wrote; nil where it is something else.
    init?(stored object: JSONObject) {
        guard let title = object["title"]?.string, let content = object["content"]?.string,
            let keyPoints = object["key_points"]?.array
        else { return nil }
        self.init(title: title, content: content, keyPoints: keyPoints.compactMap(\.string))
    }
}
