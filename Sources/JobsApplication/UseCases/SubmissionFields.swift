import JobsDomain

/// The members of a submission, checked: `workflow`, `input`, `language`, `metadata`, and those members of
/// the workflow's input that may also stand at the top level.
struct SubmissionFields {
    static let defaultWorkflow = "guideline"
    static let languages = ["ko", "en", "auto"]
    static let maximumMetadataPairs = 32
    static let maximumMetadataName = 64
    static let maximumMetadataValue = 1024

    let workflow: Workflow
    /// As the workflow encoded it.
    let input: [UInt8]
    let language: String
    let metadata: JSONObject

    init(_ fields: JSONObject, workflows: WorkflowCatalog) throws(SubmitJobError) {
        var problems: [InputProblem] = []
        let workflow = try Self.workflow(fields["workflow"], workflows)
        let known = ["workflow", "input", "language", "metadata"] + workflow.topLevelInputNames
        for member in fields.members where !known.contains(where: { $0.isSameUTF8(as: member.name) }) {
            problems.append(.unknownMember(pointer: "/" + member.name.escapedForPointer))
        }
        self.language = Self.language(fields["language"], &problems)
        self.metadata = Self.metadata(fields["metadata"], &problems)
        self.input = Self.input(fields, workflow, &problems)
        self.workflow = workflow
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    private static func workflow(_ value: JSONValue?, _ workflows: WorkflowCatalog) throws(SubmitJobError) -> Workflow {
        guard let value else {
            guard let workflow = workflows.newest(named: Self.defaultWorkflow) ?? workflows.workflows.first else {
                throw .unknownWorkflow(Self.defaultWorkflow)
            }
            return workflow
        }
        guard let name = value.string else { throw .invalid([.wrongType(pointer: "/workflow", expected: "string")]) }
        guard let workflow = workflows.newest(named: name) else { throw .unknownWorkflow(name) }
        return workflow
    }

    private static func language(_ value: JSONValue?, _ problems: inout [InputProblem]) -> String {
        guard let value else { return "auto" }
        guard let language = value.string else {
            problems.append(.wrongType(pointer: "/language", expected: "string"))
            return "auto"
        }
        guard Self.languages.contains(where: { $0.isSameUTF8(as: language) }) else {
            problems.append(
                InputProblem(
                    pointer: "/language",
                    detail: "must be one of ko, en, auto",
                    koreanDetail: "ko, en, auto 중 하나여야 합니다"
                )
            )
            return "auto"
        }
        return language
    }

    private static func metadata(_ value: JSONValue?, _ problems: inout [InputProblem]) -> JSONObject {
        guard let value else { return JSONObject() }
        guard let object = value.object else {
            problems.append(.wrongType(pointer: "/metadata", expected: "object"))
            return JSONObject()
        }
        if object.members.count > Self.maximumMetadataPairs {
            problems.append(
                InputProblem(
                    pointer: "/metadata",
                    detail: "must have at most \(Self.maximumMetadataPairs) members",
                    koreanDetail: "항목은 최대 \(Self.maximumMetadataPairs)개입니다"
                )
            )
        }
        for member in object.members { Self.check(member, &problems) }
        return object
    }

    private static func check(_ member: JSONObject.Member, _ problems: inout [InputProblem]) {
        let pointer = "/metadata/" + member.name.escapedForPointer
        guard let text = member.value.string else {
            return problems.append(.wrongType(pointer: pointer, expected: "string"))
        }
        if member.name.unicodeScalars.count > Self.maximumMetadataName || member.name.isEmpty {
            problems.append(
                InputProblem(
                    pointer: pointer,
                    detail: "a name must have 1 to \(Self.maximumMetadataName) characters",
                    koreanDetail: "이름은 1자 이상 \(Self.maximumMetadataName)자 이하여야 합니다"
                )
            )
        }
        if text.unicodeScalars.count > Self.maximumMetadataValue {
            problems.append(
                InputProblem(
                    pointer: pointer,
                    detail: "must have at most \(Self.maximumMetadataValue) characters",
                    koreanDetail: "최대 \(Self.maximumMetadataValue)자입니다"
                )
            )
        }
        if text.utf8.contains(0) || member.name.utf8.contains(0) {
            problems.append(.null(pointer: pointer))
        }
    }

    /// The workflow's input, from `input` or from the top level, never from both.
    private static func input(
        _ fields: JSONObject,
        _ workflow: Workflow,
        _ problems: inout [InputProblem]
    ) -> [UInt8] {
        let topLevel = JSONObject(
            fields.members.filter { member in
                workflow.topLevelInputNames.contains { $0.isSameUTF8(as: member.name) }
            }
        )
        var prefix = ""
        var input = topLevel
        if let value = fields["input"] {
            guard let object = value.object else {
                problems.append(.wrongType(pointer: "/input", expected: "object"))
                return []
            }
            for member in topLevel.members {
                problems.append(
                    InputProblem(
                        pointer: "/" + member.name.escapedForPointer,
                        detail: "must not stand beside input",
                        koreanDetail: "input과 함께 쓸 수 없습니다"
                    )
                )
            }
            prefix = "/input"
            input = object
        }
        guard !input.members.isEmpty else { return workflow.defaultInput }
        do throws(WorkflowInputError) {
            return try workflow.encodeInput(input)
        } catch {
            problems += error.problems.map { problem in
                InputProblem(
                    pointer: prefix + problem.pointer,
                    detail: problem.detail,
                    koreanDetail: problem.koreanDetail
                )
            }
            return []
        }
    }
}

extension InputProblem {
    /// A member of another JSON type than expected.
    public static func wrongType(pointer: String, expected: String) -> InputProblem {
        InputProblem(
            pointer: pointer,
            detail: "must be of type \(expected)",
            koreanDetail: "\(expected) 형식이어야 합니다"
        )
    }

    /// A member that nobody knows.
    public static func unknownMember(pointer: String) -> InputProblem {
        InputProblem(pointer: pointer, detail: "is not a known member", koreanDetail: "알 수 없는 항목입니다")
    }

    /// Text with U+0000, which databases and logs cannot carry.
    public static func null(pointer: String) -> InputProblem {
        InputProblem(
            pointer: pointer,
            detail: "must not contain U+0000",
            koreanDetail: "U+0000 문자를 포함할 수 없습니다"
        )
    }
}

extension String {
    /// The text as one reference token of a JSON pointer (RFC 6901).
    public var escapedForPointer: String {
        // By scalars: a combining mark behind a slash makes another `Character` of it.
        var escaped = String.UnicodeScalarView()
        for scalar in self.unicodeScalars {
            switch scalar {
            case "~": escaped.append(contentsOf: "~0".unicodeScalars)
            case "/": escaped.append(contentsOf: "~1".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
