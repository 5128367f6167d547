/// Text from elsewhere as a terminal may be given it: what would command the terminal, or show something other
/// than what is there, is replaced by a sign for it.
enum TerminalText {
    /// Escape sequences would move the cursor, rename the window or answer for the user. Marks of writing direction
    /// would let a text read as another.
    ///
    /// - Parameter keepsLines: whether line feeds and tabs stay.
    static func safe(_ text: String, keepsLines: Bool = false) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x09: scalars.append(keepsLines ? scalar : " ")
            // The pictures of the control characters stand in their order.
            case 0x00...0x1F: scalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: scalars.append("\u{2421}")
            default: scalars.append(Self.isDangerous(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(scalars)
    }

    /// JSON in which no such character stands as itself. It means the same: they can stand in strings only.
    static func escaped(json: String) -> String {
        guard json.unicodeScalars.contains(where: { $0.value == 0x7F || Self.isDangerous($0) }) else { return json }
        var scalars = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if scalar.value == 0x7F || Self.isDangerous(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    let padding = String(repeating: "0", count: 4 - digits.count)
                    scalars.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
                }
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// Controls beyond ASCII, overrides and isolates of direction, line and paragraph separators, and tags that
    /// nobody sees.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
        default: false
        }
    }
}
