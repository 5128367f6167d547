import CCurl

/// Why a request brought no complete answer.
public struct TransportError: Error, Sendable, Equatable {
    /// What kind of failure it is.
    public enum Kind: Sendable {
        /// The server cannot be reached, or the connection broke.
        case network
        case timeout
        case replyTooLarge
        /// The address, or the trust in the server, is wrong: asking again does not help.
        case misconfigured
        case cancelled
    }

    public let kind: Kind
    /// One sentence for the operator.
    public let message: String
    /// Whether any byte of the request left this process.
    public let wasSent: Bool

    public init(kind: Kind, message: String, wasSent: Bool) {
        self.kind = kind
        self.message = message
        self.wasSent = wasSent
    }
}

extension TransportError {
    static func cancelled(wasSent: Bool) -> TransportError {
        TransportError(kind: .cancelled, message: "the call was cancelled", wasSent: wasSent)
    }

    static let closed = TransportError(kind: .network, message: "the transport is closed", wasSent: false)

    /// Reads libcurl's result.
    ///
    /// - Parameters:
    ///   - detail: what libcurl wrote about it; empty where it wrote nothing.
    ///   - sentBytes: how much of the request went into the connection.
    init(_ code: CURLcode, detail: String, sentBytes: Int) {
        let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        self.message = "\(reason) (curl \(code.rawValue))"
        switch code {
        case CURLE_OPERATION_TIMEDOUT: self.kind = .timeout
        case CURLE_FILESIZE_EXCEEDED: self.kind = .replyTooLarge
        // None of these gets better by asking again: the address or the trust in it is wrong.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            self.kind = .misconfigured
        default: self.kind = .network
        }
        switch code {
        // Before the connection stands nothing of the request can have gone out.
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
            CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION:
            self.wasSent = false
        default: self.wasSent = sentBytes > 0
        }
    }
}
