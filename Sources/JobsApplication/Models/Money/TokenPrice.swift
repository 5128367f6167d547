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
}
