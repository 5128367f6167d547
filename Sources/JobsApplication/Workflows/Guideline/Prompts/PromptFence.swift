/// Text of a user inside a prompt, between lines that its author could not foresee.
///
/// The marker is new for every call, so that no document can contain the line that ends it.
struct PromptFence: Sendable {
    let marker: String

    /// The data between its two lines.
    func fenced(_ data: String, as label: String) -> String {
        "<<<\(label) \(self.marker)>>>\n\(self.neutralized(data))\n<<<END \(self.marker)>>>"
    }

    /// A copy without invisible control characters and without the marker. Controls go first, because
    /// one in the middle of the marker would hide it from the search.
    func neutralized(_ data: String) -> String {
        Self.removingMarker(self.marker, from: Self.removingControls(from: data))
    }

    private static func removingControls(from data: String) -> String {
        var kept = String.UnicodeScalarView()
        var previousWasReturn = false
        for scalar in data.unicodeScalars {
            let isReturn = scalar == "\r"
            if isReturn {
                kept.append("\n")
            } else if !(scalar == "\n" && previousWasReturn), !Self.isInvisible(scalar) {
                kept.append(scalar)
            }
            previousWasReturn = isReturn
        }
        return String(kept)
    }

    /// Control characters apart from line feed and tab, and the format characters that hide or reorder
    /// text. Joiners stay: scripts and emoji need them.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }

    /// The replacement has no letters or digits, so that nothing it joins is the marker again.
    private static func removingMarker(_ marker: String, from text: String) -> String {
        let pattern = marker.utf8.map(\.asciiLowercased)
        guard let first = pattern.first else { return text }
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var runStart = 0
        var index = 0
        while index + pattern.count <= source.count {
            guard source[index].asciiLowercased == first,
                source[index..<index + pattern.count].lazy.map(\.asciiLowercased).elementsEqual(pattern)
            else {
                index += 1
                continue
            }
            bytes.append(contentsOf: source[runStart..<index])
            bytes.append(contentsOf: "[…]".utf8)
            index += pattern.count
            runStart = index
        }
        guard runStart > 0 else { return text }
        bytes.append(contentsOf: source[runStart...])
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
