import Glibc
import JobsDomain
import Synchronization

/// The store's clock: the machine's boot clock, which counts while it sleeps and never steps, together with
/// the boot's identity, because another boot makes every earlier reading meaningless.
final class SQLiteClock: Sendable {
    /// Names the current boot of the machine.
    let bootID: String
    private let offset = Mutex(Duration.zero)

    init() {
        self.bootID = Self.readBootID()
    }

    /// Milliseconds since the machine booted.
    var now: Int64 { Self.milliseconds(CLOCK_BOOTTIME) + self.offset.withLock { $0 }.milliseconds }

    /// Unix milliseconds, for what must outlive a boot.
    var wallNow: Int64 { Self.milliseconds(CLOCK_REALTIME) + self.offset.withLock { $0 }.milliseconds }

    /// Lets time pass, for tests.
    func advance(by duration: Duration) {
        self.offset.withLock { $0 += duration }
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Where the kernel does not tell, every start counts as another boot: leases are then void too early,
    /// which fencing makes safe.
    private static func readBootID() -> String {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return "process-\(getpid())" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[0..<count].prefix { $0 > 0x20 }, as: UTF8.self)
    }
}
