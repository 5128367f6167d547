/// The prices of models by provider, with a version: what a call cost can be told only beside the table that
/// it was read from. A model that is not listed has no known price, which is not a price of 0.
public struct PriceTable: Sendable, Equatable {
    /// Names the table in the ledger.
    public let version: String
    /// By `_source` of the provider, then by model.
    private let prices: [String: [String: TokenPrice]]

    /// - Parameter prices: by `_source` of the provider, for example `openai_gpt`, then by the model's name.
    public init(version: String, prices: [String: [String: TokenPrice]]) {
        self.version = version
        self.prices = prices
    }

    /// The price of a model, or nil where it is not listed.
    ///
    /// A dated snapshot costs what its model costs, as `gpt-4o-mini-2024-07-18`: the name of the model is
    /// followed by digits and hyphens only, or by `-latest`.
    public func price(of model: String, from provider: String) -> TokenPrice? {
        guard let models = self.prices[provider] else { return nil }
        if let price = models[model] { return price }
        var name = Substring(model)
        if name.hasSuffix("-latest") { return models[String(name.dropLast("-latest".count))] }
        while let last = name.last, last == "-" || (last.isASCII && last.isNumber) { name = name.dropLast() }
        // Only a date or a build number was taken away, never a part of the name itself: `-4` is one.
        guard model.utf8.count - name.utf8.count >= 4 else { return nil }
        return models[String(name)]
    }

    /// This table with some prices replaced or added, under a version of their own.
    public func overlaid(by other: PriceTable) -> PriceTable {
        PriceTable(
            version: "\(self.version)+\(other.version)",
            prices: self.prices.merging(other.prices) { own, others in own.merging(others) { $1 } }
        )
    }
}
