/// The description of the API that is served.
enum OpenAPIDocument {
    /// OpenAPI 3.1 as JSON; `docs/openapi.yaml` is its source.
    static let json = Array(Self.text.utf8)
}
