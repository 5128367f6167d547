import FakeProviders
import JobsDomain

extension FaultCase {
    /// F09, F10, F20, F21, F28, F29: the provider will not.
    static let refusals: [FaultCase] =
        [
            FaultCase("F09", "API_KEY_INVALID", .gemini, [.error(.badKey(echo: ""))], .failedOver("authentication")),
            FaultCase(
                "F20",
                "context of llama.cpp",
                [.error(.localContextOverflow)],
                .failedOver("context_overflow")
            ),
            FaultCase("F21", "content filter, 400", [.error(.filtered)], .failedOver("content_filtered")),
            FaultCase("F21", "blocked prompt", .gemini, [.blockedPrompt], .failedOver("content_filtered", .answered)),
            FaultCase("F21", "refusal", .anthropic, [.refusal], .failedOver("refused", .answered)),
            FaultCase("F21", "refusal", [.refusal], .failedOver("refused", .answered)),
            FaultCase("F21", "filtered answer", [.filteredAnswer], .failedOver("content_filtered", .answered)),
            FaultCase("F21", "filtered answer", .gemini, [.filteredAnswer], .failedOver("content_filtered", .answered)),
            FaultCase(
                "F28",
                "unsupported parameter",
                [.error(.unsupportedParameter("max_completion_tokens")), .healthy],
                .retried("unsupported")
            ),
            FaultCase("F29", "invalid schema", [.error(.invalidSchema), .healthy], .retried("unsupported")),
            FaultCase("F29", "invalid schema", .groq, [.error(.invalidSchema), .healthy], .retried("unsupported")),
            FaultCase("F29", "invalid schema", .gemini, [.error(.invalidSchema), .healthy], .retried("unsupported")),
            FaultCase(
                "F29",
                "invalid schema",
                .anthropic,
                [.error(.invalidSchema), .healthy],
                .retried("unsupported")
            ),
        ] + keys + contexts

    /// F10: 401, 403 and 404 of every flavour, never asked twice.
    private static let keys = Flavour.allCases.flatMap { flavour in
        [
            FaultCase("F10", "401", flavour, [.error(.badKey(echo: "x"))], .failedOver("authentication")),
            FaultCase("F10", "403", flavour, [.error(.forbidden)], .failedOver("permission")),
            FaultCase("F10", "404", flavour, [.error(.notFound)], .failedOver("model_not_found")),
        ]
    }

    /// F20: the question does not fit.
    private static let contexts = Flavour.allCases.map { flavour in
        FaultCase("F20", "context overflow", flavour, [.error(.contextOverflow)], .failedOver("context_overflow"))
    }
}
