import JobsDomain

@testable import JobsApplication

/// Contexts and answers for the tests of the guideline workflow.
enum GuidelineSample {
    static func context(
        _ text: String,
        title: String? = nil,
        language: String = "auto",
        outputs: JSONObject = [:],
        marker: String = "k7Qx2mB9",
        part: StepPart? = nil
    ) -> StepContext {
        var input: JSONObject = ["text": .string(text)]
        input.append("title", title.map { .string($0) })
        return StepContext(
            input: .object(input),
            language: language,
            outputs: outputs,
            fenceMarker: marker,
            part: part
        )
    }

    static func summary(of text: String, title: String? = nil, language: String = "auto") throws -> JSONObject {
        let context = Self.context(text, title: title, language: language)
        return try SummaryStep().localOutput(for: context) ?? [:]
    }

    static func checklist(of text: String, language: String = "auto") throws -> JSONObject {
        try ChecklistStep().localOutput(for: Self.context(text, language: language)) ?? [:]
    }
}

extension JSONObject {
    /// The texts of all items of a checklist, each with whether it is required.
    var items: [(text: String, isRequired: Bool)] {
        (self["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }.map { item in
            (item["text"]?.string ?? "", item["required"]?.bool ?? false)
        }
    }

    var itemTexts: [String] { self.items.map(\.text) }

    /// The sources of all items of a checklist, in their order.
    var sources: [JSONValue] {
        (self["categories"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }.map { $0["source"] ?? .null }
    }

    /// A checklist as a model would have answered it.
    var asAnswer: JSONValue {
        let categories = (self["categories"]?.array ?? []).map { category in
            let items = (category["items"]?.array ?? []).map { item in
                JSONValue.object([
                    "source_quote": item["source"]?["quote"] ?? .null, "text": item["text"] ?? .null,
                    "required": item["required"] ?? .null,
                ])
            }
            return JSONValue.object(["name": category["name"] ?? .null, "items": .array(items)])
        }
        return .object(["categories": .array(categories)])
    }

    var categoryNames: [String] { (self["categories"]?.array ?? []).compactMap { $0["name"]?.string } }

    var keyPoints: [String] { (self["key_points"]?.array ?? []).compactMap(\.string) }
}

extension String {
    /// Whether the bytes of another text occur in this one; `contains` would also accept other spellings.
    func containsBytes(of other: String) -> Bool {
        let bytes = Array(self.utf8)
        let wanted = Array(other.utf8)
        guard let first = wanted.first, bytes.count >= wanted.count else { return wanted.isEmpty }
        return (0...bytes.count - wanted.count).contains { start in
            bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }

    /// A range of the text, counted in Unicode scalars.
    func scalars(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(Array(self.unicodeScalars)[range]))
    }

    /// The text with every Korean syllable taken apart, as macOS writes file names.
    var decomposed: String {
        var view = String.UnicodeScalarView()
        for scalar in self.unicodeScalars {
            guard (0xAC00...0xD7A3).contains(scalar.value) else {
                view.append(scalar)
                continue
            }
            let index = scalar.value - 0xAC00
            let jamo = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
            for value in jamo where value != 0x11A7 {
                if let part = Unicode.Scalar(value) { view.append(part) }
            }
        }
        return String(view)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension MatchText {
    init(of sentence: String) {
        self.init(SourceText(sentence).scalars[...])
    }
}
