import Synchronization

/// Holds the bench of one benchmark between its setup and its teardown.
final class BenchHolder: Sendable {
    struct NotOpen: Error {}

    private let held = Mutex<Bench?>(nil)

    var bench: Bench {
        get throws {
            guard let bench = self.held.withLock(\.self) else { throw NotOpen() }
            return bench
        }
    }

    func open(_ kind: Bench.Kind) throws {
        let bench = try Bench(kind)
        self.held.withLock { $0 = bench }
    }

    func close() throws {
        let bench = self.held.withLock { held in
            defer { held = nil }
            return held
        }
        try bench?.close()
    }
}
