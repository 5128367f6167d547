import JobsDomain

/// What one model costs, in millionths of a millionth of a US dollar a token: the unit in which a price
/// "per million tokens" of a millionth of a dollar is still a whole number.
public struct TokenPrice: Sendable, Hashable {
    public let input: Int64
    /// For tokens read from the provider's cache.
    public let cachedInput: Int64
    /// For tokens written into the provider's cache.
    public let cacheWrite: Int64
    /// For tokens written, reasoning included.
    public let output: Int64

    /// - Parameters:
    ///   - cachedInput: nil where cached tokens cost what others cost.
    ///   - cacheWrite: nil where tokens that go into the cache cost what others cost.
    public init(input: Int64, cachedInput: Int64? = nil, cacheWrite: Int64? = nil, output: Int64) {
        self.input = input
        self.cachedInput = cachedInput ?? input
        self.cacheWrite = cacheWrite ?? input
        self.output = output
    }

    /// What a call cost, in thousand-millionths of a US dollar, half rounded up; nil where the provider did
    /// not say what it used.
    func cost(of usage: ModelUsage) -> Int64? {
        guard let input = usage.inputTokens, let output = usage.outputTokens else { return nil }
        let cached = min(max(usage.cachedInputTokens ?? 0, 0), input)
        let written = min(max(usage.cacheWriteTokens ?? 0, 0), input - cached)
        let parts = [
            (input - cached - written, self.input), (cached, self.cachedInput), (written, self.cacheWrite),
            (output, self.output),
        ]
        var sum: Int64 = 500
        for (tokens, price) in parts {
            let (product, overflow) = Int64(tokens).multipliedReportingOverflow(by: price)
            let (total, sumOverflow) = sum.addingReportingOverflow(product)
            guard !overflow, !sumOverflow else { return nil }
            sum = total
        }
        return sum / 1000
    }

    /// What a call costs at most, in thousand-millionths of a US dollar.
    func mostExpensive(inputTokens: Int, outputTokens: Int) -> Int64 {
        let dearestInput = max(self.input, self.cachedInput, self.cacheWrite)
        let cost = ModelUsage(inputTokens: inputTokens, outputTokens: outputTokens)
        return TokenPrice(input: dearestInput, output: self.output).cost(of: cost) ?? .max / 2
    }

    /// How long an answer may be so that the call stays within a budget: not below what an answer needs,
    /// since a budget that is too small for one has to refuse the call rather than cripple it.
    func affordableOutput(_ nanoUSD: Int64, inputTokens: Int, atMost maximum: Int) -> Int {
        guard self.output > 0 else { return maximum }
        let left = nanoUSD - self.mostExpensive(inputTokens: inputTokens, outputTokens: 0)
        let affordable = Int(clamping: left / self.output * 1000)
        return min(maximum, max(affordable, ModelPolicy.smallestAnswer))
    }
}
