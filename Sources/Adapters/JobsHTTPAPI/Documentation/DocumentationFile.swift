/// A file of the page at `/docs`. The sources are in `docs/site`; they are served from the executable, so that
/// there is nothing to install beside it.
struct DocumentationFile: Sendable {
    let contentType: String
    let bytes: [UInt8]
    /// Changes with the content.
    let tag: EntityTag

    private init(_ contentType: String, _ text: String) {
        self.contentType = contentType
        self.bytes = Array(text.utf8)
        self.tag = EntityTag(of: self.bytes, language: nil)
    }

    static let page = DocumentationFile("text/html; charset=utf-8", Self.pageText)

    private static let files = Dictionary(
        uniqueKeysWithValues: Self.fileTexts.map { file in
            let type = file.name.hasSuffix(".css") ? "text/css" : "text/javascript"
            return (file.name, DocumentationFile("\(type); charset=utf-8", file.text))
        }
    )

    /// A file that the page needs; nil where there is none of the name.
    static func named(_ name: String) -> DocumentationFile? { self.files[name] }

    /// Every name that there is.
    static var names: [String] { self.fileTexts.map(\.name) }

    /// What the page may do: nothing but show itself and ask this very server.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")
}
