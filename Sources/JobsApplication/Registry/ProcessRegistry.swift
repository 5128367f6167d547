import JobsDomain
public import Logging

/// The processes that share a store, as each of them tells by a heartbeat. Who has not been heard of for
/// ``lifetime`` is gone.
public struct ProcessRegistry: Sendable {
    /// How often a process tells that it is there.
    public static let interval = Duration.seconds(10)
    /// How long a process is listed after it was heard of last.
    public static let lifetime = Duration.seconds(30)

    private static let prefix = "process/"

    private let state: any SharedState
    private let runtime: JobRuntime
    private let logger: Logger

    public init(state: any SharedState, runtime: JobRuntime, logger: Logger) {
        self.state = state
        self.runtime = runtime
        self.logger = logger
    }

    /// The processes that were heard of lately, in the order of their names.
    ///
    /// - Throws: ``JobStoreError`` with code `unavailable`.
    public func processes() async throws(JobStoreError) -> [ProcessRecord] {
        try await self.state.values(withPrefix: Self.prefix).compactMap { ProcessRecord(stored: $0.bytes) }
            .sorted { $0.name < $1.name }
    }

    /// Keeps a process listed until the task is cancelled, and takes it off the list then.
    ///
    /// - Parameter record: what is true now; asked for at every heartbeat.
    public func keepListed(_ record: @Sendable () -> ProcessRecord) async {
        let key = Self.prefix + self.runtime.makeID().description
        while !Task.isCancelled {
            await self.write(record().stored, at: key)
            do throws(CancellationError) { try await self.runtime.sleep(Self.interval) } catch { break }
        }
        await self.write(nil, at: key)
    }

    private func write(_ bytes: [UInt8]?, at key: String) async {
        do throws(JobStoreError) {
            // Nobody else writes this key, so a lost race is only this process's own uncertain write.
            for _ in 0..<2 {
                let version = try await self.state.value(for: key)?.version
                if bytes == nil, version == nil { return }
                if try await self.state.replace(key, with: bytes, ifVersionIs: version, lifetime: Self.lifetime) {
                    return
                }
            }
        } catch {
            self.logger.debug("the heartbeat was not written", metadata: ["error.message": "\(error)"])
        }
    }
}
