import Glibc
import UnixSignals

/// SIGTERM and SIGINT: the first drains, the second stops at once.
enum StopSignals {
    static func watch(onFirst drain: @escaping @Sendable () async -> Void) async {
        await withDiscardingTaskGroup { group in
            var isFirst = true
            for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                // Whoever asks twice does not want to wait: what runs is recovered by its lease.
                guard isFirst else { exit(ProcessStart.failure) }
                isFirst = false
                group.addTask { await drain() }
            }
        }
    }
}
