public import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTPAPI {
    /// A connection without a request, or whose headers do not arrive, is closed after this time.
    static let idleTimeout = TimeAmount.seconds(60)

    /// HTTP/1.1 with the limits that the framework leaves open: header bytes, header count, idle time.
    public static var server: HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: Self.idleTimeout,
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 16 << 10,
                    maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 100
                )
            )
        )
    }
}
