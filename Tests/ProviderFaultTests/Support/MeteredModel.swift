import JobsApplication

/// A model whose calls are watched.
struct MeteredModel: LanguageModel {
    let base: any LanguageModel
    let meter: CallMeter

    var provider: ModelProvider { self.base.provider }
    var model: String { self.base.model }
    var limits: ModelLimits { self.base.limits }
    var configuration: String { self.base.configuration }

    func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        let index = self.meter.begin(request, self.model)
        let beganAt = ContinuousClock.now
        do throws(LanguageModelError) {
            let reply = try await self.base.complete(request) { text in
                self.meter.note(index) { $0.pieces += 1 }
                onText(text)
            }
            self.meter.end(index) { call in
                call.took = ContinuousClock.now - beganAt
                call.text = reply.text
            }
            return reply
        } catch {
            self.meter.end(index) { call in
                call.took = ContinuousClock.now - beganAt
                call.error = error
            }
            throw error
        }
    }
}
