import JobsDomain

/// What a guideline job works on, exactly as the client sent it.
struct GuidelineInput: Sendable {
    /// Counted in Unicode scalars, the only count that clients in every language agree on.
    static let maximumTextLength = 400_000
    static let maximumTitleLength = 300

    let text: String
    let title: String?

    init(text: String, title: String?) {
        self.text = text
        self.title = title
    }

    /// Checks a submission's `input`, and reports every mistake at once.
    ///
    /// - Parameter standard: gives the text where the submission has none.
    init(validating input: JSONObject, standard: GuidelineInput) throws(WorkflowInputError) {
        var problems: [InputProblem] = []
        for member in input.members where !Self.isKnown(member.name) {
            problems.append(
                InputProblem(
                    pointer: "/" + member.name.escapedForPointer,
                    detail: "is not a member of the guideline input; known members are text and title",
                    koreanDetail: "가이드라인 입력에 없는 항목입니다. 사용할 수 있는 항목은 text와 title입니다."
                )
            )
        }
        let text = input["text"]
        if let text, let problem = Self.problem(inText: text) { problems.append(problem) }
        let title = input["title"]
        if let title, let problem = Self.problem(inTitle: title) { problems.append(problem) }
        guard problems.isEmpty else { throw WorkflowInputError(problems) }
        // The standard title names the standard text: it says nothing about a client's own document.
        self.text = text?.string ?? standard.text
        self.title = title?.string ?? (text == nil ? standard.title : nil)
    }

    /// Reads what ``encoded`` wrote.
    init(stored input: JSONValue) throws(StepFailure) {
        guard let text = input["text"]?.string else {
            throw StepFailure(code: "invalid_input", message: "The stored input has no text.")
        }
        self.text = text
        self.title = input["title"]?.string
    }

    /// The input as it is stored.
    var encoded: [UInt8] {
        var writer = JSONWriter(reservingCapacity: self.text.utf8.count + 64)
        writer.object { writer in
            writer.name("text")
            writer.string(self.text)
            if let title = self.title {
                writer.name("title")
                writer.string(title)
            }
        }
        return writer.bytes
    }

    /// The title in what ``encoded`` wrote, without reading the whole document once more.
    static func title(inEncoded input: [UInt8]) -> String? {
        // In the text every quotation mark follows a backslash, so this can only be the member.
        let mark: StaticString = #"","title":"#
        // A character of the title takes six bytes at most, as `\u0000`.
        let reach = Self.maximumTitleLength * 6 + mark.utf8CodeUnitCount + 3
        let start = input.withUnsafeBufferPointer { bytes -> Int? in
            let last = bytes.count - mark.utf8CodeUnitCount
            guard last >= 0 else { return nil }
            return (max(0, bytes.count - reach)...last).first { start in
                bytes[start] == mark.utf8Start[0]
                    && (1..<mark.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == mark.utf8Start[$0] }
            }
        }
        guard let start else { return nil }
        let member = Array("{".utf8) + input[(start + 2)...]
        return (try? JSONValue(parsing: member))?["title"]?.string
    }

    private static func isKnown(_ name: String) -> Bool {
        name.isSameUTF8(as: "text") || name.isSameUTF8(as: "title")
    }

    private static func problem(inText value: JSONValue) -> InputProblem? {
        guard let text = value.string else {
            return InputProblem(pointer: "/text", detail: "must be a string", koreanDetail: "문자열이어야 합니다.")
        }
        let (count, hasNull) = Self.scalars(of: text)
        if count == 0 || count > Self.maximumTextLength {
            return InputProblem(
                pointer: "/text",
                detail: "must have 1 to 400000 characters, has \(count)",
                koreanDetail: "1자 이상 400000자 이하여야 합니다(현재 \(count)자)."
            )
        }
        if hasNull { return Self.nullProblem("/text") }
        guard text.unicodeScalars.contains(where: { !$0.isWhiteSpace }) else {
            return InputProblem(
                pointer: "/text",
                detail: "must not be only white space",
                koreanDetail: "공백만으로 이루어질 수 없습니다."
            )
        }
        return nil
    }

    private static func problem(inTitle value: JSONValue) -> InputProblem? {
        guard let title = value.string else {
            return InputProblem(pointer: "/title", detail: "must be a string", koreanDetail: "문자열이어야 합니다.")
        }
        let (count, hasNull) = Self.scalars(of: title)
        if count > Self.maximumTitleLength {
            return InputProblem(
                pointer: "/title",
                detail: "must have at most 300 characters, has \(count)",
                koreanDetail: "300자 이하여야 합니다(현재 \(count)자)."
            )
        }
        return hasNull ? Self.nullProblem("/title") : nil
    }

    /// How many Unicode scalars a text has, and whether U+0000 is one. Every submission waits for this, so it is one
    /// pass over the bytes: a scalar is every byte that does not continue one.
    private static func scalars(of text: String) -> (count: Int, hasNull: Bool) {
        var text = text
        return text.withUTF8 { utf8 in
            var count = 0
            var hasNull = false
            for byte in utf8 {
                if byte & 0xC0 != 0x80 { count &+= 1 }
                hasNull = hasNull || byte == 0
            }
            return (count, hasNull)
        }
    }

    /// PostgreSQL cannot keep U+0000 in text, and no document needs it.
    private static func nullProblem(_ pointer: String) -> InputProblem {
        InputProblem(
            pointer: pointer,
            detail: "must not contain U+0000",
            koreanDetail: "U+0000 문자를 포함할 수 없습니다."
        )
    }
}

extension GuidelineInput {
    /// What `GET /api/workflows` shows.
    static let schema: JSONValue = .object([
        "type": .string("object"),
        "description": .string(
            "A guideline document. Without text the default guideline is used. Text is kept exactly as sent, never normalised."
        ),
        "additionalProperties": .bool(false),
        "properties": .object([
            "text": .object([
                "type": .string("string"),
                "description": .string(
                    "The document, plain text or Markdown, in Korean or English; not only white space. Length is counted in Unicode scalars."
                ),
                "minLength": .integer(1),
                "maxLength": .integer(GuidelineInput.maximumTextLength),
                "pattern": .string(#"^[^\u0000]*$"#),
            ]),
            "title": .object([
                "type": .string("string"),
                "description": .string("The document's title; without it one is taken from the text."),
                "maxLength": .integer(GuidelineInput.maximumTitleLength),
                "pattern": .string(#"^[^\u0000]*$"#),
            ]),
        ]),
    ])
}
