public import HTTPTransport
public import JobsApplication
import JobsDomain

/// The HTTP API of an AVO server, typed.
///
/// What may pass by itself (a server that restarts, a full queue, a broken connection) is tried again, with pauses
/// that grow and differ from client to client, and a limit. A submission carries an idempotency key, so that trying
/// again cannot make two jobs of one.
public struct JobsClient: Sendable {
    /// The language of messages for people.
    public enum Language: String, Sendable, Hashable, CaseIterable {
        case korean = "ko"
        case english = "en"
    }

    let base: BaseURL
    let language: Language?
    let userAgent: String
    let retries: RetryRules
    let reconnects: RetryRules
    let limits: StreamLimits
    let transport: CurlTransport
    let runtime: JobRuntime

    /// Describes a server; nothing is sent.
    ///
    /// - Parameters:
    ///   - server: its address, for example `http://127.0.0.1:8000`.
    ///   - language: of messages for people; nil leaves it to the server.
    ///   - version: of the calling program, for the server's logs; empty where it has none.
    ///   - retries: how single requests are tried again.
    ///   - reconnects: how a watcher, or who waits for a job's end, bridges a server that is away.
    ///   - limits: when a stream of events counts as dead.
    ///   - transport: may be shared with other clients.
    ///   - runtime: time, randomness and identifiers.
    /// - Throws: ``JobsClientError`` with `invalidRequest` if the address is none.
    public init(
        server: String,
        language: Language? = nil,
        version: String = "",
        retries: RetryRules = .request,
        reconnects: RetryRules = .stream,
        limits: StreamLimits = StreamLimits(),
        transport: CurlTransport,
        runtime: JobRuntime
    ) throws(JobsClientError) {
        do throws(InvalidBaseURL) { self.base = try BaseURL(server) } catch {
            throw JobsClientError(address: error.message)
        }
        self.language = language
        self.userAgent = version.isEmpty ? "avo-client" : "avo-client/\(version)"
        self.retries = retries
        self.reconnects = reconnects
        self.limits = limits
        self.transport = transport
        self.runtime = runtime
    }
}
