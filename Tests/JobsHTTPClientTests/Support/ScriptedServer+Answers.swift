import JobsDomain

extension ScriptedServer.Step {
    /// A whole answer.
    static func answer(
        _ status: Int,
        _ body: String = "",
        type: String = "application/json",
        headers: String = ""
    ) -> Self {
        .send(
            "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\(headers)\r\n\(body)"
        )
    }

    /// An error as RFC 9457 describes it.
    static func problem(_ status: Int, detail: String = "", headers: String = "") -> Self {
        self.answer(
            status,
            #"{"title":"A problem.","status":\#(status),"detail":"\#(detail)","request_id":"r-\#(status)"}"#,
            type: "application/problem+json",
            headers: headers
        )
    }

    static func job(_ status: String) -> Self { .answer(200, Samples.job(status)) }

    /// The head of a stream of events, in chunks: so a connection that is cut is told from one that ended.
    static let streamHead = Self.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: close\r\n\r\n"
    )

    /// A piece of a stream.
    static func chunk(_ text: String) -> Self { .send(Self.framed(text)) }

    /// The end of a stream.
    static let streamEnd = Self.send("0\r\n\r\n")

    static func framed(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }
}
