import JobsApplication
import JobsDomain
import Synchronization

/// Watches the calls of a service: how many are on their way, when each began, and how it ended.
final class CallMeter: Sendable {
    /// One call.
    struct Call: Sendable {
        let id: UUIDv7
        let model: String
        let prompt: ModelPrompt
        /// By the service's clock.
        let startedAt: Duration
        /// In real time.
        var took: Duration?
        var error: LanguageModelError?
        /// What was told while the answer came.
        var pieces = 0
        /// The answer's text.
        var text: String?
    }

    private struct State {
        var calls: [Call] = []
        var inFlight = 0
    }

    private let state = Mutex(State())
    private let uptime: @Sendable () -> Duration

    /// - Parameter uptime: the service's clock.
    init(uptime: @escaping @Sendable () -> Duration) {
        self.uptime = uptime
    }

    /// Calls that have not ended.
    var inFlight: Int { self.state.withLock { $0.inFlight } }

    var calls: [Call] { self.state.withLock { $0.calls } }

    func calls(of model: String) -> [Call] { self.calls.filter { $0.model == model } }

    func begin(_ request: ModelRequest, _ model: String) -> Int {
        let now = self.uptime()
        return self.state.withLock { state in
            state.inFlight += 1
            state.calls.append(Call(id: request.call, model: model, prompt: request.prompt, startedAt: now))
            return state.calls.count - 1
        }
    }

    func note(_ index: Int, _ change: (inout Call) -> Void) { self.state.withLock { change(&$0.calls[index]) } }

    func end(_ index: Int, _ change: (inout Call) -> Void) {
        self.state.withLock { state in
            change(&state.calls[index])
            state.inFlight -= 1
        }
    }
}
