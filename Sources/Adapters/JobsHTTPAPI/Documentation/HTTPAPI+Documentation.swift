import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPAPI {
    /// The description of the API, in OpenAPI 3.1 or, with the events of streams, in 3.2.
    func openAPI(_ request: Request, withStreams: Bool = false) -> Response {
        let bytes = withStreams ? OpenAPIDocument.jsonWithStreams : OpenAPIDocument.json
        let tag = withStreams ? OpenAPIDocument.tagWithStreams : OpenAPIDocument.tag
        return Self.unchanging(request, "application/json; charset=utf-8", bytes, tag)
    }

    /// The page where the API can be read and tried out.
    func documentation(_ request: Request) -> Response {
        let page = DocumentationFile.page
        var response = Self.unchanging(request, page.contentType, page.bytes, page.tag)
        response.headers[.contentSecurityPolicy] = DocumentationFile.contentSecurityPolicy
        return response
    }

    /// A file that the page needs.
    func documentationFile(_ name: String, _ request: Request) throws(Problem) -> Response {
        guard let file = DocumentationFile.named(name) else {
            throw Problem(
                .notFound,
                LocalizedText("The page has no file of this name.", korean: "문서 페이지에 해당 이름의 파일이 없습니다.")
            )
        }
        return Self.unchanging(request, file.contentType, file.bytes, file.tag)
    }

    /// Something that changes with the release only: browsers keep it, but ask each time whether it still holds.
    private static func unchanging(
        _ request: Request,
        _ contentType: String,
        _ bytes: [UInt8],
        _ tag: EntityTag
    ) -> Response {
        var headers: HTTPFields = [.eTag: tag.text, .cacheControl: "private, no-cache"]
        if tag.isListed(in: request.headers[.ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
