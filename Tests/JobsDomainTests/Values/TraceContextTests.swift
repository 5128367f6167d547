import JobsDomain
import Testing

@Suite("Trace contexts")
struct TraceContextTests {
    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a header is read, and written as it was")
    func roundTrip() throws {
        let trace = try #require(TraceContext(traceparent: Self.header))
        #expect(trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.spanID == "00f067aa0ba902b7")
        #expect(trace.flags == "01")
        #expect(trace.traceparent == Self.header)
    }

    @Test(
        "what is none is no trace",
        arguments: [
            "", "00", "00-xyz", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01", " 00-4bf92f3577b34da6a3ce929d0e0e4736-0-01",
        ]
    )
    func refused(_ header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }

    @Test(
        "a span of ours belongs to the same trace",
        arguments: [(0, 1), (255, 255), (.max, .max)] as [(UInt64, UInt64)]
    )
    func child(random: UInt64, span: UInt64) throws {
        let trace = try #require(TraceContext(traceparent: Self.header))
        let child = trace.child(span: random)
        #expect(child.traceID == trace.traceID)
        #expect(child.flags == trace.flags)
        #expect(UInt64(child.spanID, radix: 16) == span)
        #expect(TraceContext(traceparent: child.traceparent) == child)
    }
}
