import HTTPTypes
import JobsApplication
import JobsDomain

/// Turns the body of a submission into its fields, by its media type.
struct SubmissionBody {
    static let mediaTypes = "application/json, text/plain, text/markdown"
    /// Values of a JSON body. No workflow needs so many, and 6 MiB of small ones would take 200 MiB.
    static let maximumValues = 50_000

    let workflows: WorkflowCatalog

    /// - Throws: ``Problem``: `unsupportedMediaType`, `invalidJSON`, `invalidText` or `invalidField`.
    func fields(_ body: [UInt8], contentType: String?) throws(Problem) -> JSONObject {
        let type = MediaType(contentType ?? "")
        // Nothing has no media type to be wrong about; some clients always name one.
        guard !body.isEmpty else { return JSONObject() }
        guard let type, type.isUTF8 else { throw Self.unsupported }
        switch type.essence {
        case "application/json": return try self.json(body)
        case "text/plain", "text/markdown": return try self.document(body)
        default: throw Self.unsupported
        }
    }

    private func json(_ body: [UInt8]) throws(Problem) -> JSONObject {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: body, maximumValues: Self.maximumValues)
        } catch {
            throw Problem(
                .invalidJSON,
                LocalizedText("The body is not valid JSON: \(error).", korean: "본문이 올바른 JSON이 아닙니다: \(error).")
            )
        }
        guard let object = value.object else {
            throw Problem(
                .invalidField,
                LocalizedText("The body must be a JSON object.", korean: "본문은 JSON 객체여야 합니다."),
                fields: [.wrongType(pointer: "", expected: "object")]
            )
        }
        return object
    }

    /// The body is the document itself, exactly as sent.
    private func document(_ body: [UInt8]) throws(Problem) -> JSONObject {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Problem(
                .invalidText,
                LocalizedText("The body is not valid UTF-8.", korean: "본문이 올바른 UTF-8이 아닙니다.")
            )
        }
        guard let name = self.workflows.newest(named: "guideline")?.documentInputName else { throw Self.unsupported }
        return JSONObject([JSONObject.Member(name, .string(text))])
    }

    private static let unsupported = Problem(
        .unsupportedMediaType,
        LocalizedText(
            "Send application/json, text/plain or text/markdown, in UTF-8.",
            korean: "UTF-8로 인코딩된 application/json, text/plain 또는 text/markdown만 지원합니다."
        ),
        headers: [.accept: Self.mediaTypes, .acceptPost: Self.mediaTypes]
    )
}

/// A media type and its charset (RFC 9110 section 8.3).
struct MediaType: Equatable {
    /// Lower case, without parameters.
    let essence: String
    let charset: String?

    init?(_ header: String) {
        // What nearly every client sends needs no taking apart.
        if header == "application/json" {
            self.essence = header
            self.charset = nil
            return
        }
        let parts = header.split(separator: ";", omittingEmptySubsequences: false).map { part in
            String(part.filter { $0 != " " && $0 != "\t" }).lowercased()
        }
        guard let essence = parts.first, essence.split(separator: "/").count == 2 else { return nil }
        self.essence = essence
        self.charset = parts.dropFirst().first { $0.hasPrefix("charset=") }
            .map { $0.dropFirst("charset=".count).filter { $0 != "\"" } }
    }

    var isUTF8: Bool { self.charset == nil || self.charset == "utf-8" || self.charset == "utf8" }
}
