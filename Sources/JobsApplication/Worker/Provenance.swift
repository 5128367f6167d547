import JobsDomain

/// Who made an output, and who was asked before.
struct Provenance: Sendable {
    /// As in a result's `_source`.
    let source: String
    /// As in a result's `_model`.
    let model: String
    /// The routes that had been tried in vain, in their order.
    var fallbacks: [RouteFailure] = []
    /// How many parts the text was asked about in; 1 where it was asked about as a whole.
    var parts = 1

    init(of route: ModelRoute, after fallbacks: [RouteFailure] = []) {
        self.source = route.provider.source
        self.model = route.model
        self.fallbacks = fallbacks
    }

    /// Reads what ``heading(_:)`` wrote; nil where nothing did.
    init?(_ output: JSONObject) {
        guard let source = output["_source"]?.string, let model = output["_model"]?.string else { return nil }
        self.source = source
        self.model = model
    }

    /// The output with who made it before its members.
    func heading(_ output: JSONObject) -> [UInt8] {
        var object: JSONObject = ["_source": .string(self.source), "_model": .string(self.model)]
        if !self.fallbacks.isEmpty {
            let tried = self.fallbacks.map { failure -> JSONValue in
                .object([
                    "provider": .string(failure.provider.name), "reason": .string(failure.error.code.rawValue),
                ])
            }
            object.append("_fallback_from", .array(tried))
        }
        if self.parts > 1 { object.append("_parts", .integer(self.parts)) }
        object.members += output.members
        return object.serialized
    }

    /// The output without the members that tell who made it.
    static func removed(from output: JSONObject) -> JSONObject {
        JSONObject(output.members.filter { !$0.name.hasPrefix("_") })
    }
}
