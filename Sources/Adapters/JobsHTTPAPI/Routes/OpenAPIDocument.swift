/// The description of the API that is served.
enum OpenAPIDocument {
    /// OpenAPI 3.1 as JSON; `docs/openapi.yaml` is its source.
    static let json = Array(Self.text.utf8)

    /// The same in OpenAPI 3.2, which can describe the events of a stream: what 3.1 carries as an extension has a
    /// name there.
    static let jsonWithStreams = Array(
        Self.text.replacing("\"x-item-schema\":", with: "\"itemSchema\":")
            .replacing("\"openapi\":\"3.1.0\"", with: "\"openapi\":\"3.2.0\"", maxReplacements: 1).utf8
    )

    static let tag = EntityTag(of: Self.json, language: nil)
    static let tagWithStreams = EntityTag(of: Self.jsonWithStreams, language: nil)
}
