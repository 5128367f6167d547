import JobsApplication
import JobsDomain

/// Why a file holds no prices.
struct PriceFileError: Error, Equatable {
    let message: String
}

extension PriceTable {
    /// Reads prices in US dollars a million tokens, by provider and model:
    /// `{"version": "mine", "prices": {"openai": {"my-model": {"input": 0.15, "output": 0.6}}}}`. The
    /// members `cached_input` and `cache_write` may be left out; then such tokens cost what others cost.
    ///
    /// - Throws: ``PriceFileError`` that names the first mistake. Nothing is guessed: a price that cannot
    ///   be read would become a cost that is wrong.
    init(file bytes: [UInt8]) throws(PriceFileError) {
        let document: JSONValue
        do throws(JSONSyntaxError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw PriceFileError(message: "is no JSON: \(error)")
        }
        guard let version = document["version"]?.string, !version.isEmpty else {
            throw PriceFileError(message: "the member version is missing or no text")
        }
        guard let providers = document["prices"]?.object else {
            throw PriceFileError(message: "the member prices is missing or no object")
        }
        var prices: [String: [String: TokenPrice]] = [:]
        for provider in providers.members {
            guard let engine = ProviderConfiguration.Engine.named(provider.name) else {
                throw PriceFileError(message: "\"\(provider.name)\" is no provider")
            }
            guard let models = provider.value.object else {
                throw PriceFileError(message: "the prices of \(provider.name) are no object")
            }
            for model in models.members {
                prices[engine.identity.source, default: [:]][model.name] = try Self.price(
                    model.value,
                    of: "\(provider.name)/\(model.name)"
                )
            }
        }
        self.init(version: version, prices: prices)
    }

    private static func price(_ value: JSONValue, of name: String) throws(PriceFileError) -> TokenPrice {
        guard let object = value.object else { throw PriceFileError(message: "the price of \(name) is no object") }
        var fields: [String: Int64] = [:]
        for member in object.members {
            guard ["input", "cached_input", "cache_write", "output"].contains(member.name) else {
                throw PriceFileError(message: "\(name) has the unknown member \(member.name)")
            }
            guard case .number(let text) = member.value, let price = Int64(decimal: text, places: 6) else {
                throw PriceFileError(message: "\(member.name) of \(name) is no price with at most six decimals")
            }
            fields[member.name] = price
        }
        guard let input = fields["input"], let output = fields["output"] else {
            throw PriceFileError(message: "\(name) needs input and output")
        }
        return TokenPrice(
            input: input,
            cachedInput: fields["cached_input"],
            cacheWrite: fields["cache_write"],
            output: output
        )
    }
}

extension Int64 {
    /// A decimal number without sign and exponent as a whole number of its smallest place; nil for anything
    /// else, also where it has more places or is too large.
    init?(decimal text: String, places: Int) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 9 else { return nil }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard !fraction.isEmpty, fraction.utf8.count <= places else { return nil }
        let digits = whole + fraction + String(repeating: "0", count: places - fraction.utf8.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(digits) else { return nil }
        self = value
    }
}
