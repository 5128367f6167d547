import JobsApplication
import JobsDomain

/// A model that answers rightly unless the seed wants otherwise, as an adapter over a network would.
struct SimulatedLanguageModel: LanguageModel {
    let provider: ModelProvider
    let model: String
    let port: FaultyPort

    init(_ name: String, port: FaultyPort) {
        self.provider = ModelProvider(name: name, source: name)
        self.model = "\(name)-1"
        self.port = port
    }

    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        let world = self.port.world
        let (reply, isRight): (ModelReply, Bool)
        do throws(LanguageModelError) {
            (reply, isRight) = try await self.port.call(.complete, request.call.low) {
                () async throws(LanguageModelError) in
                world.history.asked(request.call, now: world.scheduler.now)
                return try await self.answer(request)
            }
        } catch {
            self.noteEnd(of: request, isAnswered: false)
            throw error
        }
        self.noteEnd(of: request, isAnswered: isRight)
        return reply
    }

    private func noteEnd(of request: ModelRequest, isAnswered: Bool) {
        guard self.port.process.isAlive else { return }
        let world = self.port.world
        let now = world.scheduler.now
        guard let leaseEnded = world.history.callEnded(request.call, isAnswered: isAnswered, now: now) else { return }
        world.requireStopped(self.port.process, leaseEnded: leaseEnded)
    }

    private func answer(_ request: ModelRequest) async throws(LanguageModelError) -> (ModelReply, isRight: Bool) {
        let world = self.port.world
        let behaviour = world.modelBehaviour(timeout: request.timeout.microseconds)
        if let kind = behaviour.kind { world.coverage.count(kind) }
        let isInTime = behaviour.delay < request.timeout.microseconds
        let delay = isInTime ? behaviour.delay : request.timeout.microseconds
        if delay > 0, !(await world.scheduler.rest(delay)) {
            throw LanguageModelError(.cancelled, "the call was broken off", wasSent: true)
        }
        guard isInTime else { throw LanguageModelError(.timeout, "no answer in time", wasSent: true) }
        switch behaviour.ending {
        case .right:
            let answer: JSONObject = ["baton": .string(request.prompt.user)]
            return (Self.reply(answer.serialized), true)
        case .text(let text): return (Self.reply(Array(text.utf8)), false)
        case .error(let error): throw error
        }
    }

    private static func reply(_ text: [UInt8]) -> ModelReply {
        ModelReply(
            text: String(decoding: text, as: UTF8.self),
            usage: ModelUsage(inputTokens: 7, outputTokens: 3)
        )
    }
}
