import HTTPTypes
import Hummingbird

/// Headers that keep browsers from doing more with an answer than it is for (OWASP REST security). An answer that
/// brings its own value for one keeps it.
enum SecurityHeaders {
    static func apply(to response: inout Response) {
        response.headers[.xContentTypeOptions] = "nosniff"
        self.set(.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'", &response)
        self.set(.xFrameOptions, "DENY", &response)
        self.set(.referrerPolicy, "no-referrer", &response)
        // A page of an allowed origin has to get what it may read.
        if response.headers[.accessControlAllowOrigin] == nil {
            self.set(.crossOriginResourcePolicy, "same-origin", &response)
        }
    }

    private static func set(_ name: HTTPField.Name, _ value: String, _ response: inout Response) {
        if response.headers[name] == nil { response.headers[name] = value }
    }
}

extension HTTPField.Name {
    static let xFrameOptions = Self.constant("X-Frame-Options")
    static let referrerPolicy = Self.constant("Referrer-Policy")
}
