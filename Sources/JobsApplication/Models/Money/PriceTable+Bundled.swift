extension PriceTable {
    /// List prices of the providers' own models. `LLM_PRICES_FILE` replaces and adds.
    ///
    /// Read on 2026-08-21 from the price lists that pydantic/genai-prices keeps (commit 47df840a, checked there
    /// against the providers' pages). Models whose price depends on the length of the question are left out, and
    /// so stay unknown, like every model that is not listed.
    public static let bundled = PriceTable(
        version: "2026-08-21",
        prices: ["openai_gpt": openAI, "anthropic_claude": anthropic, "google_gemini": gemini, "groq": groq]
    )

    private static let openAI: [String: TokenPrice] = [
        "gpt-4o-mini": TokenPrice(input: 150_000, cachedInput: 75_000, output: 600_000),
        "gpt-4o": TokenPrice(input: 2_500_000, cachedInput: 1_250_000, output: 10_000_000),
        "gpt-4o-2024-05-13": TokenPrice(input: 5_000_000, output: 15_000_000),
        "gpt-4.1": TokenPrice(input: 2_000_000, cachedInput: 500_000, output: 8_000_000),
        "gpt-4.1-mini": TokenPrice(input: 400_000, cachedInput: 100_000, output: 1_600_000),
        "gpt-4.1-nano": TokenPrice(input: 100_000, cachedInput: 25_000, output: 400_000),
        "gpt-5": TokenPrice(input: 1_250_000, cachedInput: 125_000, output: 10_000_000),
        "gpt-5-mini": TokenPrice(input: 250_000, cachedInput: 25_000, output: 2_000_000),
        "gpt-5-nano": TokenPrice(input: 50_000, cachedInput: 5_000, output: 400_000),
        "gpt-5.1": TokenPrice(input: 1_250_000, cachedInput: 125_000, output: 10_000_000),
        "gpt-5.2": TokenPrice(input: 1_750_000, cachedInput: 175_000, output: 14_000_000),
        "gpt-5.4-mini": TokenPrice(input: 750_000, cachedInput: 75_000, output: 4_500_000),
        "gpt-5.4-nano": TokenPrice(input: 200_000, cachedInput: 20_000, output: 1_250_000),
        "gpt-5.5": TokenPrice(input: 5_000_000, cachedInput: 500_000, output: 30_000_000),
        "o3": TokenPrice(input: 2_000_000, cachedInput: 500_000, output: 8_000_000),
        "o4-mini": TokenPrice(input: 1_100_000, cachedInput: 275_000, output: 4_400_000),
    ]

    private static let anthropic: [String: TokenPrice] = [
        "claude-3-haiku": TokenPrice(input: 250_000, cachedInput: 30_000, cacheWrite: 300_000, output: 1_250_000),
        "claude-3-5-haiku": TokenPrice(input: 800_000, cachedInput: 80_000, cacheWrite: 1_000_000, output: 4_000_000),
        "claude-haiku-4-5": TokenPrice(
            input: 1_000_000,
            cachedInput: 100_000,
            cacheWrite: 1_250_000,
            output: 5_000_000
        ),
        "claude-sonnet-4": TokenPrice(
            input: 3_000_000,
            cachedInput: 300_000,
            cacheWrite: 3_750_000,
            output: 15_000_000
        ),
        "claude-sonnet-4-0": TokenPrice(
            input: 3_000_000,
            cachedInput: 300_000,
            cacheWrite: 3_750_000,
            output: 15_000_000
        ),
        "claude-sonnet-4-6": TokenPrice(
            input: 3_000_000,
            cachedInput: 300_000,
            cacheWrite: 3_750_000,
            output: 15_000_000
        ),
        "claude-sonnet-5": TokenPrice(
            input: 3_000_000,
            cachedInput: 300_000,
            cacheWrite: 3_750_000,
            output: 15_000_000
        ),
        "claude-opus-4-5": TokenPrice(
            input: 5_000_000,
            cachedInput: 500_000,
            cacheWrite: 6_250_000,
            output: 25_000_000
        ),
        "claude-opus-4-6": TokenPrice(
            input: 5_000_000,
            cachedInput: 500_000,
            cacheWrite: 6_250_000,
            output: 25_000_000
        ),
        "claude-opus-4-7": TokenPrice(
            input: 5_000_000,
            cachedInput: 500_000,
            cacheWrite: 6_250_000,
            output: 25_000_000
        ),
        "claude-opus-4-8": TokenPrice(
            input: 5_000_000,
            cachedInput: 500_000,
            cacheWrite: 6_250_000,
            output: 25_000_000
        ),
        "claude-opus-5": TokenPrice(input: 5_000_000, cachedInput: 500_000, cacheWrite: 6_250_000, output: 25_000_000),
        "claude-fable-5": TokenPrice(
            input: 10_000_000,
            cachedInput: 1_000_000,
            cacheWrite: 12_500_000,
            output: 50_000_000
        ),
    ]

    private static let gemini: [String: TokenPrice] = [
        "gemini-2.0-flash": TokenPrice(input: 100_000, cachedInput: 25_000, output: 400_000),
        "gemini-2.0-flash-lite": TokenPrice(input: 75_000, output: 300_000),
        "gemini-2.5-flash": TokenPrice(input: 300_000, cachedInput: 30_000, output: 2_500_000),
        "gemini-2.5-flash-lite": TokenPrice(input: 100_000, cachedInput: 10_000, output: 400_000),
        "gemini-3-flash-preview": TokenPrice(input: 500_000, cachedInput: 50_000, output: 3_000_000),
        "gemini-3.1-flash-lite": TokenPrice(input: 250_000, cachedInput: 25_000, output: 1_500_000),
        "gemini-3.5-flash": TokenPrice(input: 1_500_000, cachedInput: 150_000, output: 9_000_000),
        "gemini-3.5-flash-lite": TokenPrice(input: 300_000, cachedInput: 30_000, output: 2_500_000),
    ]

    private static let groq: [String: TokenPrice] = [
        "llama-3.1-8b-instant": TokenPrice(input: 50_000, output: 80_000),
        "llama-3.3-70b-versatile": TokenPrice(input: 590_000, output: 790_000),
        "meta-llama/llama-4-maverick-17b-128e-instruct": TokenPrice(input: 200_000, output: 600_000),
        "meta-llama/llama-4-scout-17b-16e-instruct": TokenPrice(input: 110_000, output: 340_000),
        "openai/gpt-oss-120b": TokenPrice(input: 150_000, cachedInput: 75_000, output: 600_000),
        "openai/gpt-oss-20b": TokenPrice(input: 75_000, cachedInput: 37_500, output: 300_000),
        "qwen/qwen3-32b": TokenPrice(input: 290_000, output: 590_000),
    ]
}
