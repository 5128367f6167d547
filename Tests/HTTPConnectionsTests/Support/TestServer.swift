import HTTPConnections
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A real server on a free port, which answers as a test says.
struct TestServer: Sendable {
    typealias Answer = @Sendable (Request, TestContext) async throws -> Response

    let port: Int
    let connections: HTTPConnections

    /// Runs a server as long as `body` runs.
    static func run(
        _ change: (inout ConnectionSettings) -> Void = { _ in },
        answer: @escaping Answer = Self.plain,
        body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        var settings = ConnectionSettings()
        change(&settings)
        let connections = HTTPConnections(settings) { refusal in
            RefusalAnswer(headers: [.contentType: "text/plain"], body: Array("refused: \(refusal.reason)".utf8))
        }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            responder: TestResponder(answer: answer),
            server: connections.server,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body(TestServer(port: port, connections: connections))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Answers with the method, the target and the length of the body.
    static let plain: Answer = { request, _ in
        let body = try await request.body.collect(upTo: .max)
        return Self.text("\(request.method) \(request.head.path ?? "") \(body.readableBytes)\n")
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    func connect(reads: Bool = true) async throws -> RawClient {
        try await RawClient.connect(to: self.port, reads: reads)
    }

    /// Sends one request on a connection of its own and returns the statuses of what comes back.
    func isServing() async throws -> Bool {
        let client = try await self.connect()
        defer { client.close() }
        try await client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n")
        return try await client.responses(1).first?.status == 200
    }
}

struct TestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    let connection: HTTPConnection?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.channel = source.channel
        self.connection = HTTPConnection.current
    }
}

struct TestResponder: HTTPResponder {
    let answer: TestServer.Answer

    func respond(to request: Request, context: TestContext) async throws -> Response {
        try await self.answer(request, context)
    }
}
