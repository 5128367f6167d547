public import HTTPTypes

/// Why a request does not open a WebSocket.
public enum WebSocketRefusal: Error, Sendable, CaseIterable {
    /// It does not ask for one, in HTTP/1.1.
    case upgradeRequired
    /// It asks for another version than 13.
    case unsupportedVersion
    case notGet
    /// The key is no 16 bytes in Base64.
    case badKey

    public var status: HTTPResponse.Status {
        switch self {
        case .upgradeRequired, .unsupportedVersion: .upgradeRequired
        case .notGet, .badKey: .badRequest
        }
    }

    /// Fields that the answer has to have.
    public var headers: HTTPFields {
        switch self {
        case .upgradeRequired: [.upgrade: "websocket", .connection: "Upgrade, close"]
        case .unsupportedVersion:
            [.upgrade: "websocket", .connection: "Upgrade, close", .secWebSocketVersion: "13"]
        case .notGet, .badKey: [:]
        }
    }
}
