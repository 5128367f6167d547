import FakeProviders
import JobsDomain

extension FaultCase {
    private static func lines(_ lineEnd: StreamPlan.LineEnd) -> Turn {
        .answer("odd lines") { answer in
            answer.stream.lineEnd = lineEnd
            answer.stream.hasComments = true
            answer.stream.hasManyDataLines = true
        }
    }

    /// F30, F32, F33, F34: how the bytes come.
    static let deliveries: [FaultCase] = Flavour.allCases.flatMap { flavour in
        [
            FaultCase("F30", "byte by byte", flavour, [.healthy.delivered { $0.writeSize = 1 }], .success),
            FaultCase("F30", "LF, comments, many lines", flavour, [lines(.lineFeed)], .success),
            FaultCase("F30", "CRLF, comments, many lines", flavour, [lines(.both)], .success),
            FaultCase("F30", "CR, comments, many lines", flavour, [lines(.carriageReturn)], .success),
            // More was written than anybody asked for, and all of it is billed.
            FaultCase(
                "F32",
                "50 MB",
                flavour,
                [.flood(bytes: 50_000_000)],
                .failedOver("reply_too_large", .answered)
            ),
            FaultCase(
                "F32",
                "white space",
                flavour,
                [.whiteSpace],
                .failedOver("invalid_output", .answered, calls: 1...2)
            ),
            FaultCase("F34", "packed", flavour, [.healthy.delivered { $0.isGzipped = true }], .success),
            FaultCase("F34", "chunked", flavour, [.healthy.delivered { $0.framing = .chunked }], .success),
            FaultCase("F34", "HTTP/1.0", flavour, [.healthy.delivered { $0.framing = .untilClose }], .success),
            FaultCase("F34", "100 Continue", flavour, [.healthy.delivered { $0.saysContinue = true }], .success),
            FaultCase(
                "F34",
                "slow headers",
                flavour,
                [.healthy.delivered { $0.headerPause = .milliseconds(5) }],
                .success
            ),
        ]
    }
}
