/// What a sentence demands.
enum SentenceClass: Sendable, Equatable {
    /// Says that something is not demanded or not forbidden.
    case negatedObligation
    /// Tells what was, asks, or reports what somebody said.
    case notNormative
    /// "Must not leave out": a demand.
    case doubleNegative
    case prohibition
    case recommendation
    case obligation
    case permission
    /// "Cannot" may be a ban or an inability, and rules cannot tell.
    case ambiguous
    case imperative
    /// None of these.
    case plain

    /// Whether a sentence of this class is a checklist item, and if so whether a required one.
    var isRequired: Bool? {
        switch self {
        case .doubleNegative, .prohibition, .obligation, .imperative: true
        case .recommendation: false
        case .negatedObligation, .notNormative, .permission, .ambiguous, .plain: nil
        }
    }
}
