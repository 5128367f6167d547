/// A text as quotes are compared with it: what copying by hand or by a model changes without changing the
/// words is made alike, and every place stays traceable to the original.
///
/// White space runs are one space, conjoining jamo are composed, typographic quotation marks, dashes,
/// ellipses and middle dots are written plainly, and what cannot be seen is gone. Case is kept.
struct FoldedText: Sendable {
    private(set) var scalars: [Unicode.Scalar] = []
    /// Where each of ``scalars`` begins in the original.
    private(set) var starts: [Int] = []
    /// Where each of ``scalars`` ends in the original.
    private(set) var ends: [Int] = []

    init(_ original: some Collection<Unicode.Scalar>) {
        self.scalars.reserveCapacity(original.count)
        self.starts.reserveCapacity(original.count)
        self.ends.reserveCapacity(original.count)
        for (index, scalar) in original.enumerated() { self.read(scalar, at: index) }
    }

    /// The folded text without the spaces at its ends.
    var trimmed: ArraySlice<Unicode.Scalar> {
        var rest = self.scalars[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }

    /// The original range of a range of ``scalars``, which must not be empty.
    func origin(of range: Range<Int>) -> Range<Int> {
        self.starts[range.lowerBound]..<self.ends[range.upperBound - 1]
    }

    /// The first of ``scalars`` that begins at or after a place in the original.
    func firstIndex(atOrAfter place: Int) -> Int {
        var low = 0
        var high = self.starts.count
        while low < high {
            let middle = (low + high) / 2
            if self.starts[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func read(_ scalar: Unicode.Scalar, at index: Int) {
        // Most of a document is letters, which need no further questions.
        if Hangul.isSyllable(scalar) || scalar.isASCIILetter || scalar.isASCIIDigit {
            self.append(scalar, at: index)
        } else if scalar.isInvisible || scalar.isJoining {
            return
        } else if scalar.isSpace {
            if self.scalars.last == " " {
                self.ends[self.ends.count - 1] = index + 1
            } else {
                self.append(" ", at: index)
            }
        } else if let last = self.scalars.last, let syllable = Hangul.composed(last, scalar) {
            self.scalars[self.scalars.count - 1] = syllable
            self.ends[self.ends.count - 1] = index + 1
        } else if scalar == "…" || scalar == "⋯" {
            for _ in 0..<3 { self.append(".", at: index) }
        } else {
            self.append(Self.plain(scalar), at: index)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, at index: Int) {
        self.scalars.append(scalar)
        self.starts.append(index)
        self.ends.append(index + 1)
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return scalar == "`" ? "'" : scalar }
        switch scalar {
        case "‘", "’", "‚", "‛", "′", "ʼ", "＇", "´": return "'"
        case "“", "”", "„", "‟", "″", "＂": return "\""
        case "‐", "‑", "‒", "–", "—", "―", "−", "－", "﹣", "﹘": return "-"
        case "ㆍ", "・", "‧", "⋅", "∙", "･": return "·"
        // The copy that a model reads has some of these written in another way.
        default: return scalar.isOpeningAngle ? "<" : scalar
        }
    }
}
