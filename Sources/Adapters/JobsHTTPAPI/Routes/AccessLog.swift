import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain
import Logging
import NIOCore
import Synchronization

/// One line for every request, with what an operator asks first: who, what, how it ended, how long it took. It holds
/// no query and no header but the name of the program that asks.
struct AccessLog: Sendable {
    /// What a client says of itself may be long, and is cut here.
    private static let agentLimit = 200

    let logger: Logger
    let isOn: Bool
    let uptime: @Sendable () -> Duration

    /// Writes the line, or has it written when a stream is over.
    func watch(_ response: inout Response, to inquiry: Inquiry, cause: String?) {
        let status = response.status
        let level = self.level(status, inquiry.route)
        guard level >= self.logger.logLevel, self.isOn || level >= .warning else { return }
        // A stream keeps this until it is over, and is not to keep the request.
        let metadata = Self.metadata(of: inquiry, status, cause: cause)
        let startedAt = inquiry.startedAt
        guard response.body.contentLength == nil, inquiry.request.method != .head else {
            return self.write(level, metadata, since: startedAt, bytes: response.body.contentLength ?? 0)
        }
        let body = response.body
        response.body = ResponseBody { writer in
            let bytes = Mutex(0)
            let result: Result<Void, any Error>
            do {
                let counted = CountedBody(body: body) { count in bytes.withLock { $0 += count } }
                result = .success(try await counted.write(writer))
            } catch {
                result = .failure(error)
            }
            self.write(level, metadata, since: startedAt, bytes: bytes.withLock { $0 })
            try result.get()
        }
    }

    private func level(_ status: HTTPResponse.Status, _ route: Route?) -> Logger.Level {
        if route?.isProbe ?? false { return .debug }
        if status.code < 500 { return .info }
        return status == .internalServerError ? .error : .warning
    }

    private func write(_ level: Logger.Level, _ metadata: Logger.Metadata, since startedAt: Duration, bytes: Int) {
        let microseconds = (self.uptime() - startedAt).nanoseconds / 1000
        var metadata = metadata
        metadata["http.response.body.bytes"] = .stringConvertible(bytes)
        metadata["duration_ms"] = .stringConvertible(Double(microseconds) / 1000)
        self.logger.log(level: level, "request", metadata: metadata)
    }

    private static func metadata(
        of inquiry: Inquiry,
        _ status: HTTPResponse.Status,
        cause: String?
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "http.request.method": "\(inquiry.request.method.rawValue)",
            "url.path": "\(inquiry.request.uri.path)",
            "http.response.status_code": .stringConvertible(status.code),
            "client.address": "\(inquiry.client.address)",
            "http.request.id": "\(inquiry.requestID)",
        ]
        if let route = inquiry.route { metadata["http.route"] = "\(route.template)" }
        if let agent = inquiry.request.headers[.userAgent] {
            metadata["user_agent.original"] = "\(agent.prefix(Self.agentLimit))"
        }
        if let trace = inquiry.trace { metadata["trace_id"] = "\(trace.traceID)" }
        if let cause { metadata["error.message"] = "\(cause)" }
        return metadata
    }
}

/// A body that tells how many bytes of it were written.
private struct CountedBody {
    let body: ResponseBody
    let onBytes: @Sendable (Int) -> Void

    func write(_ writer: any ResponseBodyWriter) async throws {
        let onBytes = self.onBytes
        let counted = self.body.map { buffer in
            onBytes(buffer.readableBytes)
            return buffer
        }
        try await counted.write(writer)
    }
}
