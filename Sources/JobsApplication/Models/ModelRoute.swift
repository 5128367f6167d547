/// One way to have a step done, in the order in which they are tried.
public enum ModelRoute: Sendable {
    case model(any LanguageModel)
    /// The step's own rules, without a model.
    case localRules

    /// Provenance of what local rules made.
    public static let localProvider = ModelProvider(name: "local", source: "local_rules")
    /// What a result shows as the model where local rules made it.
    public static let localModel = "local-rules-1"

    /// Who answers on this route.
    public var provider: ModelProvider {
        switch self {
        case .model(let model): model.provider
        case .localRules: Self.localProvider
        }
    }

    /// The model that is asked for on this route.
    public var model: String {
        switch self {
        case .model(let model): model.model
        case .localRules: Self.localModel
        }
    }
}
