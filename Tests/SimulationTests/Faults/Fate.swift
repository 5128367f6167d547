/// What becomes of one port call.
struct Fate {
    var crash: Side?
    var failure: Side?
    var delayBefore: Microseconds = 0
    var delayAfter: Microseconds = 0
    /// The store refuses because too many writes wait.
    var isOverloaded = false
    /// Other tasks may run before the effect, though no time passes.
    var yields = false

    /// Nothing special.
    static let good = Fate()
}
