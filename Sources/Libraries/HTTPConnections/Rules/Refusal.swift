public import HTTPTypes

/// A request or a connection that the server turns down before anything else has seen it.
public struct Refusal: Sendable {
    public enum Reason: String, Error, Sendable, CaseIterable {
        /// Not HTTP, or HTTP with a fault in its framing.
        case malformed
        case headTooLarge
        case uriTooLong
        /// No method that the server could know.
        case unknownMethod
        case unsupportedVersion
        /// A transfer coding other than `chunked`.
        case unsupportedCoding
        case missingHost
        /// More than one host, or one that is not written as a host.
        case badHost
        case hostNotAllowed
        /// The head did not arrive within its time.
        case headTimeout
        /// The body did not arrive within its time, or too slowly.
        case bodyTimeout
        /// More bytes than a body may have, decoded or on the wire.
        case bodyTooLarge
        case unknownExpectation
        case tooManyConnections
        case tooManyConnectionsFromAddress
        case noMemoryForBody

        public var status: HTTPResponse.Status {
            switch self {
            case .malformed, .missingHost, .badHost: .badRequest
            case .headTooLarge: .requestHeaderFieldsTooLarge
            case .uriTooLong: .uriTooLong
            case .unknownMethod, .unsupportedCoding: .notImplemented
            case .unsupportedVersion: .httpVersionNotSupported
            case .hostNotAllowed: .misdirectedRequest
            case .headTimeout, .bodyTimeout: .requestTimeout
            case .bodyTooLarge: .contentTooLarge
            case .unknownExpectation: .expectationFailed
            case .tooManyConnectionsFromAddress: .tooManyRequests
            case .tooManyConnections, .noMemoryForBody: .serviceUnavailable
            }
        }
    }

    public let reason: Reason
    /// The request, where its head was read.
    public let request: HTTPRequest?
    /// The address at the other end of the connection, without port; nil for a Unix socket.
    public let peer: String?

    public var status: HTTPResponse.Status { self.reason.status }
}
