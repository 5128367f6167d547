public import HTTPTypes
public import HummingbirdCore
public import NIOCore

/// A valid request to open a WebSocket. Who may open one from which `Origin` is for the caller to judge first.
public struct WebSocketHandshake: Sendable {
    /// The subprotocols that the client offers, best first.
    public let subprotocols: [String]
    private let key: String

    /// Whether a request asks for a WebSocket, rightly or wrongly.
    public static func isRequested(by request: HTTPRequest) -> Bool {
        Self.tokens(request.headerFields, .upgrade).contains { $0.isSame(as: "websocket") }
    }

    public init(_ request: HTTPRequest) throws(WebSocketRefusal) {
        let fields = request.headerFields
        guard Self.isRequested(by: request),
            Self.tokens(fields, .connection).contains(where: { $0.isSame(as: "upgrade") })
        else { throw .upgradeRequired }
        guard request.method == .get else { throw .notGet }
        guard fields[values: .secWebSocketVersion] == ["13"] else { throw .unsupportedVersion }
        let keys = fields[values: .secWebSocketKey]
        guard keys.count == 1, let key = keys.first, WebSocketKey.isValid(key) else { throw .badKey }
        self.key = key
        self.subprotocols = Self.tokens(fields, .secWebSocketProtocol).map { String($0) }
    }

    /// The answer that opens the WebSocket and runs its session to the end. Extensions are never agreed on, so
    /// nothing is compressed.
    ///
    /// - Parameters:
    ///   - channel: that of the request.
    ///   - subprotocol: one of ``subprotocols``.
    ///   - receive: hears every text message of the client, on the event loop. A code ends the connection.
    ///   - session: sends. Its task is cancelled when the client is gone or closes; what it returns closes the
    ///     connection.
    public func response(
        channel: any Channel,
        settings: WebSocketSettings = WebSocketSettings(),
        headers: HTTPFields = [:],
        subprotocol: String? = nil,
        receive: @escaping @Sendable (String) -> WebSocketCloseCode? = { _ in nil },
        session: @escaping @Sendable (WebSocketSession) async -> WebSocketCloseCode
    ) -> Response {
        var headers = headers
        headers[.upgrade] = "websocket"
        headers[.connection] = "Upgrade"
        headers[.secWebSocketAccept] = WebSocketKey.answer(to: self.key)
        headers[.secWebSocketProtocol] = subprotocol
        // No length: the body is what the connection turns into.
        let body = ResponseBody { _ in
            let webSocket = try await WebSocketSession.open(on: channel, settings: settings, receive: receive)
            await webSocket.run(session)
        }
        return Response(status: .switchingProtocols, headers: headers, body: body)
    }

    private static func tokens(_ fields: HTTPFields, _ name: HTTPField.Name) -> [Substring] {
        fields[values: name].flatMap { value in
            value.split(separator: ",").map { token in
                let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
                return token.drop(while: isBlank).prefix { !isBlank($0) }
            }
        }
    }
}
