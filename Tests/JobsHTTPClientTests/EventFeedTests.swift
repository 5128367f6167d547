import HTTPTransport
import Testing

@testable import JobsHTTPClient

@Suite("What comes over one connection")
struct EventFeedTests {
    private static func receive(_ text: String, _ feed: EventFeed) -> BodyProgress {
        Array(text.utf8).withUnsafeBytes { feed.receive($0) }
    }

    @Test("A heartbeat is a sign of life, so that the limit for silence begins anew")
    func heartbeat() async {
        let feed = EventFeed(capacity: 1)
        #expect(Self.receive(": beat\n\n", feed) == .begun)
        feed.finish()
        for await _ in feed.events { Issue.record("a comment is no event") }
    }

    @Test("Behind an event that found no room nothing more is taken")
    func full() async {
        let feed = EventFeed(capacity: 2)
        #expect(Self.receive("data: 1\n\ndata: 2\n\ndata: 3\n\n", feed) == .useless)
        #expect(feed.isFull)
        var events = feed.events.makeAsyncIterator()
        #expect(await events.next()?.data == Array("1".utf8))
        #expect(Self.receive("data: 4\n\n", feed) == .useless)
        feed.finish()
        #expect(await events.next()?.data == Array("2".utf8))
        #expect(await events.next() == nil)
    }

    @Test("An event without end is given up")
    func endless() {
        let feed = EventFeed(capacity: 2)
        let piece = String(repeating: "x", count: 1 << 20)
        for _ in 0..<4 { #expect(Self.receive(piece, feed) == .begun) }
        #expect(Self.receive(piece, feed) == .useless)
        #expect(feed.isTooLarge)
    }

    @Test("A stream may last as long as it lasts, but not be silent for longer than three heartbeats")
    func limits() throws {
        let client = try JobsClient(
            server: "http://127.0.0.1:9/below/",
            transport: CurlTransport(),
            runtime: Pauses().runtime
        )
        let request = try client.eventRequest(Samples.jobID, after: 7, EventFeed(capacity: 1))
        #expect(request.url == "http://127.0.0.1:9/below/api/jobs/\(Samples.id)/events")
        #expect(request.method == .get)
        #expect(request.timeout == nil)
        #expect(request.limits.firstByte == .seconds(45))
        #expect(request.limits.idle == .seconds(45))
        #expect(request.sizes.stream == .max)
        #expect(request.headers.first("last-event-id") == "7")
        #expect(request.bypassesProxy)
    }
}
