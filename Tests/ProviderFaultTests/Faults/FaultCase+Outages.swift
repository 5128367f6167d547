import FakeProviders
import JobsDomain

extension FaultCase {
    private static let hasty = RouteTimeouts(firstByte: .milliseconds(400), idle: .milliseconds(400))

    /// F11 to F17: the provider is down, silent, or breaks off.
    static let outages: [FaultCase] =
        [
            FaultCase("F11", "500, once", [.error(.server(status: 500)), .healthy], .retried("server_error")),
            FaultCase(
                "F11",
                "500, once",
                .anthropic,
                [.error(.server(status: 500)), .healthy],
                .retried("server_error")
            ),
            FaultCase("F11", "500, once", .gemini, [.error(.server(status: 500)), .healthy], .retried("server_error")),
            FaultCase("F12", "503 for good", [.error(.unavailable)], .failedOver("overloaded", calls: 1...3)),
            FaultCase(
                "F12",
                "529 for good",
                .anthropic,
                [.error(.overloaded)],
                .failedOver("overloaded", calls: 1...3)
            ),
            FaultCase("F12", "503 for good", .gemini, [.error(.unavailable)], .failedOver("overloaded", calls: 1...3)),
            FaultCase("F12", "502 of a proxy for good", [.page(502)], .failedOver("server_error", calls: 1...3)),
        ] + Flavour.allCases.flatMap(perFlavour)

    private static func perFlavour(_ flavour: Flavour) -> [FaultCase] {
        [
            FaultCase("F13", "reset, once", flavour, [.reset, .healthy], .retried("network", .unknown)),
            FaultCase("F13", "reset, for good", flavour, [.reset], .failedOver("network", .unknown, calls: 1...3)),
            FaultCase(
                "F14",
                "silence",
                flavour,
                [.silence],
                .failedOver("timeout", .unknown).within(.seconds(3)),
                timeouts: hasty
            ),
            FaultCase(
                "F14",
                "silence, and only the call's own limit",
                flavour,
                [.silence],
                .failedOver("timeout", .unknown).within(.seconds(3)),
                callTimeout: .seconds(1)
            ),
            FaultCase(
                "F15",
                "headers at once, the first token late",
                flavour,
                [.healthy.delivered { $0.bodyPause = .seconds(30) }],
                .failedOver("timeout", .unknown).within(.seconds(3)),
                timeouts: hasty
            ),
            FaultCase("F16", "cut, once", flavour, [.cut(inOrder: false), .healthy], .retried("network", .unknown)),
            FaultCase(
                "F16",
                "cut, for good",
                flavour,
                [.cut(inOrder: false)],
                .failedOver("network", .unknown, calls: 1...3)
            ),
            FaultCase(
                "F17",
                "stall, then the end",
                flavour,
                [.stall(for: .seconds(30), resumes: false)],
                .failedOver("timeout", .unknown).within(.seconds(3)),
                timeouts: hasty
            ),
            FaultCase("F17", "short stall", flavour, [.stall(for: .milliseconds(100), resumes: true)], .success),
        ]
    }
}
