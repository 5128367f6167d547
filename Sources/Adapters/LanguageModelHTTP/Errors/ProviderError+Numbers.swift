extension ProviderError {
    /// How many tokens would have fitted, where the error is about too many and says so.
    var tokenLimit: Int? {
        if let context = self.contextTokens { return context }
        for phrase in ["maximum context length is ", "tokens allowed (", "available context size (", "n_ctx = "] {
            if let number = self.number(after: phrase) { return number }
        }
        // "Limit 30000, Requested 36278" and "203284 tokens > 200000 maximum".
        if let number = self.number(after: "limit "), self.number(after: "requested ") != nil { return number }
        return self.message.contains(" maximum") ? self.number(after: " tokens > ") : nil
    }

    /// Whether the question alone is larger than what a minute allows: "Limit 6000, … Requested 14368".
    var exceedsItsLimit: Bool {
        guard let limit = self.number(after: "limit "), let requested = self.number(after: "requested ") else {
            return false
        }
        return requested > limit
    }

    /// The most tokens that the model writes, where the error is about having asked for more.
    var largestOutput: Int? {
        if let number = self.number(after: "supports at most ") { return number }
        if self.message.contains("which is the maximum allowed") { return self.number(after: " > ") }
        return self.message.contains("max_") ? self.number(after: "less than or equal to `") : nil
    }

    /// The first whole number above zero that stands right behind a phrase in the text.
    private func number(after phrase: String) -> Int? {
        let message = self.message.lowercased()
        for range in message.ranges(of: phrase) {
            let digits = message[range.upperBound...].prefix { $0.isASCII && $0.isNumber || $0 == "," }
            if let number = Int(digits.filter { $0 != "," }), number > 0 { return number }
        }
        return nil
    }
}
