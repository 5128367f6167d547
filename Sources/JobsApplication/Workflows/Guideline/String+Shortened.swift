extension String {
    /// At most so many Unicode scalars, an ellipsis in the place of what is left out; cut between words
    /// where that leaves more than half.
    func shortened(to maximum: Int) -> String {
        let scalars = self.unicodeScalars
        guard scalars.count > maximum else { return self }
        // One place is kept for the ellipsis.
        let limit = scalars.index(scalars.startIndex, offsetBy: maximum - 1)
        let head = scalars[..<limit]
        let space = head.lastIndex { $0.properties.isWhitespace }
        let isUsable = space.map { scalars.distance(from: scalars.startIndex, to: $0) > maximum / 2 } ?? false
        // Without a space, a cut between characters at least keeps accents and jamo with their letters.
        let end = isUsable ? (space ?? limit) : limit.samePosition(in: self).map { $0 } ?? self.index(before: limit)
        return String(self[..<end]).trimmed + "…"
    }

    /// The text with every run of white space as one space.
    var onOneLine: String {
        var line = String.UnicodeScalarView()
        for scalar in self.unicodeScalars {
            if !scalar.isSpace {
                line.append(scalar)
            } else if let last = line.last, last != " " {
                line.append(" ")
            }
        }
        if line.last == " " { line.removeLast() }
        return String(line)
    }
}
