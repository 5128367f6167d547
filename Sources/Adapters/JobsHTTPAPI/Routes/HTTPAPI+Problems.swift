import HTTPTypes
import Hummingbird
import JobsDomain

extension HTTPAPI {
    /// The page that the `type` of a problem leads to.
    static func page(about kind: Problem.Kind, as mediaType: String, _ inquiry: Inquiry) -> Response {
        let page = ProblemPage(kind: kind, language: inquiry.language)
        let content: (bytes: [UInt8], type: String) =
            switch mediaType {
            case "text/html": (Array(page.html.utf8), "text/html; charset=utf-8")
            case "application/json": (page.json, "application/json; charset=utf-8")
            default: (Array(page.text.utf8), "text/plain; charset=utf-8")
            }
        let headers: HTTPFields = [
            .contentLanguage: inquiry.language.rawValue, .vary: "Accept, Accept-Language",
            .cacheControl: "public, max-age=3600",
        ]
        let tag = EntityTag(of: content.bytes, language: inquiry.language)
        return Self.unchanged(content.bytes, tag, inquiry, headers, type: content.type)
    }
}
