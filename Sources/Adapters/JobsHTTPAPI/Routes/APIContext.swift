public import Hummingbird
import NIOCore

/// What belongs to one request, and the connection it came by.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    /// How long a refused body is read after the answer.
    private static let linger = TimeAmount.seconds(2)

    public init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.channel = source.channel
    }

    /// Makes the connection end after an answer that says so; the framework looks at the request's header only,
    /// and would read a refused body to its end.
    func closing(_ response: Response) -> Response {
        let (body, channel) = (response.body, self.channel)
        var response = response
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            channel.close(mode: .output, promise: nil)
            // What the client still sends is read for a moment: closing over it would reset the connection,
            // and the answer might be lost with it.
            _ = channel.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
        }
        return response
    }
}
