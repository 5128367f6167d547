/// Lets only so many tests at a time go on, for every server needs sockets and threads.
actor Slots {
    /// Of servers.
    static let servers = Slots(count: 8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        self.free = count
    }

    /// Runs a body once a slot is free.
    nonisolated func withSlot<Result>(_ body: () async throws -> Result) async throws -> Result {
        await self.take()
        do {
            let result = try await body()
            await self.giveBack()
            return result
        } catch {
            await self.giveBack()
            throw error
        }
    }

    private func take() async {
        guard self.free == 0 else { return self.free -= 1 }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    private func giveBack() {
        guard !self.waiting.isEmpty else { return self.free += 1 }
        self.waiting.removeFirst().resume()
    }
}
