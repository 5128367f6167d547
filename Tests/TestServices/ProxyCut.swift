/// What a proxy was told to break.
struct ProxyCut: Sendable {
    let moment: TCPProxy.Cut
    let pattern: [UInt8]
    /// How many matches are still to break.
    var remaining: Int
}
