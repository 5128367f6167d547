import FakeProviders

extension FaultCase {
    /// F01 to F08: too much was asked for.
    static let limits: [FaultCase] =
        [
            FaultCase(
                "F01",
                "429 with retry-after: 2, once",
                [.rateLimited(["retry-after": "2"]), .healthy],
                .retried("rate_limited", gap: .seconds(2)...(.seconds(4)))
            ),
            FaultCase(
                "F01",
                "429 with retry-after: 2, once",
                .anthropic,
                [.rateLimited(["retry-after": "2"]), .healthy],
                .retried("rate_limited", gap: .seconds(2)...(.seconds(4)))
            ),
            FaultCase(
                "F02",
                "429 without a time, for good",
                [.rateLimited()],
                .failedOver("rate_limited", calls: 1...4)
            ),
            FaultCase(
                "F03",
                "429 with retry-after-ms: 1500",
                [.rateLimited(["retry-after-ms": "1500"]), .healthy],
                .retried("rate_limited", gap: .milliseconds(1500)...(.milliseconds(3000)))
            ),
            FaultCase(
                "F04",
                "Retry-After as a date",
                [
                    .rateLimited([
                        "Retry-After": "Thu, 12 Jun 2025 18:25:35 GMT", "Date": "Thu, 12 Jun 2025 18:25:30 GMT",
                    ]), .healthy,
                ],
                .retried("rate_limited", gap: .seconds(5)...(.seconds(8)))
            ),
            FaultCase(
                "F04",
                "Retry-After as garbage",
                [.rateLimited(["Retry-After": "soon"]), .healthy],
                .retried("rate_limited", gap: .zero...(.seconds(2)))
            ),
            FaultCase(
                "F04",
                "Retry-After below zero",
                [.rateLimited(["Retry-After": "-5"]), .healthy],
                .retried("rate_limited", gap: .zero...(.seconds(2)))
            ),
            FaultCase(
                "F04",
                "Retry-After: 90000",
                [.rateLimited(["Retry-After": "90000"])],
                .failedOver("quota_exhausted")
            ),
            FaultCase("F06", "request too large", [.error(.tooLargeForLimit)], .failedOver("request_too_large")),
            FaultCase("F06", "request too large", .groq, [.error(.tooLargeForLimit)], .failedOver("request_too_large")),
            FaultCase("F07", "spend limit", .anthropic, [.error(.spendLimit)], .failedOver("quota_exhausted")),
            FaultCase("F07", "credit", .anthropic, [.error(.quota(code: nil))], .failedOver("quota_exhausted")),
            FaultCase(
                "F08",
                "per minute, in 4 s",
                .gemini,
                [.error(.perMinute(retryDelay: "4.2s")), .healthy],
                .retried("rate_limited", gap: .milliseconds(4200)...(.seconds(7)))
            ),
            FaultCase(
                "F08",
                "per minute, in 34.4 s",
                .gemini,
                [.error(.perMinute(retryDelay: "34.4s"))],
                .failedOver("rate_limited")
            ),
            FaultCase("F08", "per day", .gemini, [.error(.perDay)], .failedOver("quota_exhausted")),
            FaultCase("F08", "bare", .gemini, [.error(.bareRateLimit), .healthy], .retried("rate_limited")),
        ] + quotas

    /// F05: every code that says that the account has nothing left.
    private static let quotas = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    ].map { code in
        FaultCase("F05", code, [.error(.quota(code: code))], .failedOver("quota_exhausted"))
    }
}
