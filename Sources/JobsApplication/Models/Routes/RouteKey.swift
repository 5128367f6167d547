import JobsDomain

/// Names a route among those of all processes: another address or key is another route.
struct RouteKey: Sendable, Hashable {
    static let prefix = "route/"

    let text: String

    /// Takes a key that was stored before.
    init(stored text: String) {
        self.text = text
    }

    init(_ model: any LanguageModel) {
        let name = "\(Self.prefix)\(model.provider.name)/\(model.model)/\(model.configuration)"
        // The longest key that the shared state takes has 200 bytes.
        guard name.utf8.count > 180 else {
            self.text = name
            return
        }
        self.text = Self.prefix + SHA256Digest(of: Array(name.utf8)).hexadecimalText
    }
}
