extension Turn {
    /// An error in the provider's words.
    public static func error(_ kind: ErrorKind, headers: [String: String] = [:]) -> Turn {
        Turn("\(kind)", .error(kind, headers: headers))
    }

    /// A rate limit that says when in a header.
    public static func rateLimited(_ headers: [String: String] = [:], hint: String = "") -> Turn {
        .error(.rateLimited(hint: hint), headers: headers)
    }

    /// An error as the body, with a status of success.
    public static func errorWithSuccess(_ kind: ErrorKind) -> Turn {
        .stream("error with 200: \(kind)", .error(after: 0, kind))
    }

    public static let reset = Turn("reset", .reset)
    public static let silence = Turn("silence", .silence)
    public static let headersOnly = Turn("headers only", .headersOnly)
    public static let whiteSpace = Turn("white space", .whiteSpace)

    public static func flood(bytes: Int) -> Turn { Turn("flood", .flood(bytes: bytes)) }

    public static func plain(
        _ name: String,
        _ status: Int,
        _ body: String,
        headers: [String: String] = ["Content-Type": "application/json"]
    ) -> Turn {
        Turn(name, .plain(PlainAnswer(status, body, headers: headers)))
    }

    /// A page of a proxy.
    public static func page(_ status: Int) -> Turn {
        .plain(
            "HTML page",
            status,
            "<html><head><title>Oops</title></head><body><center>nginx</center></body></html>",
            headers: ["Content-Type": "text/html"]
        )
    }

    public static let empty = Turn.plain("empty body", 200, "")

    public static func redirect(to address: String) -> Turn {
        .plain("redirect", 307, "", headers: ["Location": address])
    }
}
