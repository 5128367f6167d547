/// Text of a user inside a prompt, between lines that its author could not foresee.
///
/// The marker is new for every call, so that no document can contain the line that ends it. Nothing in the
/// copy even looks like such a line. What is changed is changed in the copy only: places and quotes in
/// results are the original's.
struct PromptFence: Sendable {
    let marker: String

    /// The data between its two lines.
    func fenced(_ data: String, as label: String) -> String {
        "<<<\(label) \(self.marker)>>>\n\(self.neutralized(data))\n<<<END \(self.marker)>>>"
    }

    /// A copy without what cannot be seen, without anything like a fence, and without the marker. Invisible
    /// characters go first, because one in the middle would hide the rest from the search.
    func neutralized(_ data: String) -> String {
        if self.isHarmless(data) { return data }
        var scalars = Self.visible(data)
        Self.breakLookAlikes(in: &scalars)
        self.removeMarker(from: &scalars)
        return Self.text(scalars)
    }

    /// Whether a text is plain ASCII that nothing below would change, as most are that are not Korean.
    private func isHarmless(_ data: String) -> Bool {
        var data = data
        var marker = self.marker
        return data.withUTF8 { bytes in
            marker.withUTF8 { marker in
                guard let first = marker.first?.small else { return false }
                for (place, byte) in bytes.enumerated() {
                    guard (0x20...0x7E).contains(byte) || byte == 0x0A || byte == 0x09, byte != UInt8(ascii: "<") else {
                        return false
                    }
                    if byte.small == first, bytes.count - place >= marker.count,
                        zip(bytes[place...], marker).allSatisfy({ $0.small == $1.small })
                    {
                        return false
                    }
                }
                return true
            }
        }
    }

    /// Scalar by scalar, because a view of scalars takes ten times as long to be put together from an array.
    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count + scalars.count / 4)
        for scalar in scalars {
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Without invisible characters, and every kind of line break as a line feed.
    private static func visible(_ data: String) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(data.utf8.count)
        var previousWasReturn = false
        for scalar in data.unicodeScalars {
            if scalar.isLineBreak {
                if !(scalar == "\n" && previousWasReturn) { kept.append("\n") }
            } else if !scalar.isInvisible {
                kept.append(scalar)
            }
            previousWasReturn = scalar == "\r"
        }
        return kept
    }

    /// Writes three less-than signs in a row, in whatever width and however far apart in their line, with
    /// another sign, so that `<<<END word>>>` can be read but begins no fence; likewise `<|`, with which
    /// the chat templates of open models begin a turn.
    private static func breakLookAlikes(in scalars: inout [Unicode.Scalar]) {
        var index = 0
        while index < scalars.count {
            guard scalars[index].isOpeningAngle else {
                index += 1
                continue
            }
            var run = [index]
            var end = index + 1
            while end < scalars.count, scalars[end].isOpeningAngle || Self.isGap(scalars[end]) {
                if scalars[end].isOpeningAngle { run.append(end) }
                end += 1
            }
            let beginsTurn = end < scalars.count && scalars[end].plainSmall == "|"
            if run.count >= 3 || beginsTurn || run.contains(where: { scalars[$0] == "⋘" }) {
                for place in run { scalars[place] = "‹" }
            }
            index = end
        }
    }

    private func removeMarker(from scalars: inout [Unicode.Scalar]) {
        let pattern = self.marker.unicodeScalars.map(\.plainSmall)
        guard let first = pattern.first, scalars.count >= pattern.count else { return }
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(scalars.count)
        var index = 0
        while index < scalars.count {
            if scalars[index].plainSmall == first, let end = Self.end(of: pattern, in: scalars, from: index) {
                // No letters and no digits, so that nothing it joins is the marker again.
                kept.append(contentsOf: "[…]".unicodeScalars)
                index = end
            } else {
                kept.append(scalars[index])
                index += 1
            }
        }
        scalars = kept
    }

    /// Where a marker that begins here ends, accents and joiners between its letters notwithstanding.
    private static func end(of pattern: [Unicode.Scalar], in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        for (place, wanted) in pattern.enumerated() {
            if place > 0 {
                while index < scalars.count, Self.isMark(scalars[index]) { index += 1 }
            }
            guard index < scalars.count, scalars[index].plainSmall == wanted else { return nil }
            index += 1
        }
        return index
    }

    private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.isSpace && !scalar.isLineBreak) || Self.isMark(scalar)
    }

    /// What only decorates its neighbour.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return false }
        if scalar.isJoining { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }
}

extension UInt8 {
    /// A capital ASCII letter as a small one, anything else as it is.
    fileprivate var small: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
