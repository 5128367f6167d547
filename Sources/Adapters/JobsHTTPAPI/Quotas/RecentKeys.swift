/// Idempotency keys under which this process has stored a job not long ago, so that repeating one is not refused for
/// a limit: the answer is there already and costs no job. What is kept is a hash with a seed of the process, which
/// nobody can aim at.
///
/// A key that another process stored, or that is too long ago, is not known here; then a repetition that meets a
/// limit is refused with `Retry-After`, and answered later. One that is kept beyond its 24 hours lets one job pass.
struct RecentKeys: Sendable {
    private let capacity: Int
    private var newer: Set<Int> = []
    private var older: Set<Int> = []

    /// - Parameter capacity: of each of two halves; the older goes when the newer is full.
    init(capacity: Int = 1 << 14) {
        self.capacity = capacity
    }

    func contains(_ key: String) -> Bool {
        let hash = Self.hash(key)
        return self.newer.contains(hash) || self.older.contains(hash)
    }

    mutating func insert(_ key: String) {
        if self.newer.count >= self.capacity {
            self.older = self.newer
            self.newer = []
        }
        self.newer.insert(Self.hash(key))
    }

    private static func hash(_ key: String) -> Int {
        var hasher = Hasher()
        for byte in key.utf8 { hasher.combine(byte) }
        return hasher.finalize()
    }
}
