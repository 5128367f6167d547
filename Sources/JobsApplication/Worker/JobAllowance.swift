import JobsDomain
import Synchronization

/// What one run of a job may still use: calls, and money.
final class JobAllowance: Sendable {
    private struct State {
        var callsLeft: Int
        var spent: Int64
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - calls: how many calls are left.
    ///   - spent: what the job has cost so far, in thousand-millionths of a US dollar.
    init(calls: Int, spent: Int64) {
        self.state = Mutex(State(callsLeft: calls, spent: spent))
    }

    /// Allows more calls, since the work turned out to be larger.
    func add(calls: Int) {
        self.state.withLock { $0.callsLeft += calls }
    }

    /// Takes one call and sets its price aside.
    ///
    /// - Returns: why it may not be made, or nil where it may.
    func take(price: Int64, limit: Int64?) -> LanguageModelError.Code? {
        self.state.withLock { state in
            guard state.callsLeft > 0 else { return .callLimitReached }
            if let limit, state.spent + price > limit { return .budgetExhausted }
            state.callsLeft -= 1
            state.spent += price
            return nil
        }
    }

    /// What may still be spent; nil where there is no limit.
    func moneyLeft(of limit: Int64?) -> Int64? {
        limit.map { limit in self.state.withLock { max(0, limit - $0.spent) } }
    }

    /// Gives back a call that cost nothing for certain, and what was set aside beyond its price.
    func settle(price: Int64, cost: Int64, isFree: Bool) {
        self.state.withLock { state in
            state.spent += cost - price
            if isFree { state.callsLeft += 1 }
        }
    }
}
