import JobsDomain
import JobsInMemory
import JobsTesting
import Testing

@testable import JobsApplication

@Suite("A call costs what its price table says, or nobody knows")
struct PriceTests {
    @Test("the cost of the example in the contract")
    func costs() throws {
        let price = try #require(PriceTable.bundled.price(of: "gpt-4o-mini", from: "openai_gpt"))
        // 812 tokens at 0.15 and 640 at 0.60 US dollars a million.
        #expect(price.cost(of: ModelUsage(inputTokens: 812, outputTokens: 640)) == 505_800)
    }

    @Test("cached tokens cost less, tokens written into a cache more, and both are part of the input")
    func tellsCachedTokens() {
        let price = TokenPrice(input: 1000, cachedInput: 100, cacheWrite: 1250, output: 5000)
        let usage = ModelUsage(inputTokens: 100, cachedInputTokens: 40, cacheWriteTokens: 20, outputTokens: 10)
        // 40 plain, 40 cached, 20 into the cache, 10 written.
        #expect(price.cost(of: usage) == 119)
        // More cached tokens than tokens is a provider's mistake, not a discount.
        let strange = ModelUsage(inputTokens: 10, cachedInputTokens: 50, outputTokens: 0)
        #expect(price.cost(of: strange) == 1)
    }

    @Test("without the usage there is no cost")
    func needsUsage() {
        let price = TokenPrice(input: 1, output: 1)
        #expect(price.cost(of: .unknown) == nil)
        #expect(price.cost(of: ModelUsage(inputTokens: 5)) == nil)
        #expect(price.cost(of: ModelUsage(inputTokens: .max, outputTokens: .max)) == nil)
    }

    @Test(
        "snapshots cost what their model costs",
        arguments: [
            ("gpt-4o-mini-2024-07-18", "openai_gpt", true), ("claude-haiku-4-5-20251001", "anthropic_claude", true),
            ("gemini-2.0-flash-001", "google_gemini", true), ("claude-haiku-4-5-latest", "anthropic_claude", true),
            ("gpt-4o-mini-audio", "openai_gpt", false), ("gpt-4o-mini", "openai_compatible", false),
            ("llama3.2", "ollama", false), ("", "openai_gpt", false), ("2024-07-18", "openai_gpt", false),
        ]
    )
    func findsSnapshots(model: String, provider: String, isKnown: Bool) {
        #expect((PriceTable.bundled.price(of: model, from: provider) != nil) == isKnown)
    }

    @Test("a snapshot with a price of its own has that one")
    func prefersOwnPrice() {
        let table = PriceTable.bundled
        #expect(
            table.price(of: "gpt-4o-2024-05-13", from: "openai_gpt") != table.price(of: "gpt-4o", from: "openai_gpt")
        )
    }

    @Test("prices of a file replace and add, under a version of their own")
    func overlays() {
        let own = PriceTable(version: "mine", prices: ["openai_gpt": ["my-model": TokenPrice(input: 1, output: 2)]])
        let table = PriceTable.bundled.overlaid(by: own)
        #expect(table.price(of: "my-model", from: "openai_gpt") == TokenPrice(input: 1, output: 2))
        #expect(table.price(of: "gpt-4o-mini", from: "openai_gpt") != nil)
        #expect(table.version == "\(PriceTable.bundled.version)+mine")
    }
}

@Suite("A day's budget is one for all processes", .timeLimit(.minutes(1)))
struct SpendingBookTests {
    @Test("reservations of two processes never exceed it, and what was not spent is given back")
    func reserves() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(uptime: { clock.now })
        let books = (0..<2).map { _ in SpendingBook(shared: store, runtime: clock.runtime) }
        let first = try #require(try await books[0].reserve(60, within: 100))
        #expect(try await books[1].reserve(60, within: 100) == nil)
        let second = try #require(try await books[1].reserve(40, within: 100))
        try await books[0].settle(first, cost: 10)
        try await books[1].settle(second, cost: 40)
        #expect(try await books[0].reserve(51, within: 100) == nil)
        #expect(try await books[0].reserve(50, within: 100) != nil)
        clock.advance(by: books[0].timeToNextDay)
        #expect(try await books[0].reserve(100, within: 100) != nil)
    }
}
