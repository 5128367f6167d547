/// What the model calls of a job used.
public struct TokenUsage: Sendable, Equatable {
    /// Tokens read by models, cached ones included.
    public var inputTokens: Int
    /// Tokens written by models, reasoning included.
    public var outputTokens: Int
    /// The price of all calls so far in thousand-millionths of a US dollar.
    public var costNanoUSD: Int64
    /// How many calls had no known price. While it is above zero the cost is unknown.
    public var unpricedCalls: Int
    /// Calls that were sent, or that may have been.
    public var calls: Int
    /// How many of the calls nobody knows the end of: on their way, or lost with their worker. While it is
    /// above zero the cost is unknown.
    public var unsettledCalls: Int

    public static let none = TokenUsage(
        inputTokens: 0,
        outputTokens: 0,
        costNanoUSD: 0,
        unpricedCalls: 0,
        calls: 0,
        unsettledCalls: 0
    )

    public init(
        inputTokens: Int,
        outputTokens: Int,
        costNanoUSD: Int64,
        unpricedCalls: Int,
        calls: Int,
        unsettledCalls: Int
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.costNanoUSD = costNanoUSD
        self.unpricedCalls = unpricedCalls
        self.calls = calls
        self.unsettledCalls = unsettledCalls
    }

    /// Whether the cost is the price of every call there was.
    public var isCostKnown: Bool { self.unpricedCalls == 0 && self.unsettledCalls == 0 }

    /// Counts an intent: the call is about to be sent.
    public mutating func add(_ intent: CallIntent) {
        self.calls += 1
        self.unsettledCalls += 1
    }

    /// Counts what a call turned out to have used.
    public mutating func add(_ settlement: CallSettlement) {
        self.unsettledCalls -= 1
        if settlement.outcome == .notSent { self.calls -= 1 }
        self.inputTokens += settlement.usage.inputTokens ?? 0
        self.outputTokens += settlement.usage.outputTokens ?? 0
        if let cost = settlement.costNanoUSD {
            self.costNanoUSD += cost
        } else if settlement.outcome == .answered || settlement.outcome == .unknown {
            self.unpricedCalls += 1
        }
    }

    /// The sums as clients see them; the cost is null while it is unknown.
    public var json: JSONObject {
        [
            "input_tokens": .integer(self.inputTokens),
            "output_tokens": .integer(self.outputTokens),
            "cost_usd": self.isCostKnown ? .dollars(nanoUSD: self.costNanoUSD) : .null,
            "llm_calls": .integer(self.calls),
            "unsettled_calls": .integer(self.unsettledCalls),
        ]
    }
}
