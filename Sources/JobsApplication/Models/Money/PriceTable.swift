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
    /// A dated snapshot costs what its model costs, unless it is listed itself: `gpt-4o-mini-2024-07-18`,
    /// `claude-haiku-4-5-20251001`, `gemini-2.0-flash-001`, and `-latest`.
    public func price(of model: String, from provider: String) -> TokenPrice? {
        guard let models = self.prices[provider] else { return nil }
        return models[model] ?? Self.withoutSnapshot(model).flatMap { models[$0] }
    }

    /// The name before a suffix that names a snapshot; nil where there is none.
    private static func withoutSnapshot(_ model: String) -> String? {
        if model.hasSuffix("-latest") { return String(model.dropLast("-latest".count)) }
        let fields = model.split(separator: "-", omittingEmptySubsequences: false)
        func areDigits(_ lengths: [Int]) -> Bool {
            fields.count > lengths.count
                && zip(fields.suffix(lengths.count), lengths).allSatisfy { field, length in
                    field.utf8.count == length && field.utf8.allSatisfy { (0x30...0x39).contains($0) }
                }
        }
        for lengths in [[4, 2, 2], [8], [3]] where areDigits(lengths) {
            return fields.dropLast(lengths.count).joined(separator: "-")
        }
        return nil
    }

    /// This table with some prices replaced or added, under a version of their own.
    public func overlaid(by other: PriceTable) -> PriceTable {
        PriceTable(
            version: "\(self.version)+\(other.version)",
            prices: self.prices.merging(other.prices) { own, others in own.merging(others) { $1 } }
        )
    }
}
