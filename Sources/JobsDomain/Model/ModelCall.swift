/// One row of the ledger of model calls.
public struct ModelCall: Sendable, Equatable {
    public let intent: CallIntent
    /// Nil while nobody knows how the call ended.
    public var settlement: CallSettlement?

    public init(intent: CallIntent, settlement: CallSettlement? = nil) {
        self.intent = intent
        self.settlement = settlement
    }

    /// Whether the provider may have charged for a call whose answer nobody has.
    public var isMaybeBilled: Bool {
        guard let settlement else { return true }
        return settlement.outcome == .unknown
    }
}
