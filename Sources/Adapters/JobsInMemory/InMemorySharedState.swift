import JobsApplication

/// The shared values of an ``InMemoryJobStore``. Keys are compared as bytes.
struct InMemorySharedState {
    private struct Entry {
        var bytes: [UInt8]?
        var version: Int64
        var expires: Duration
    }

    private var entries: [[UInt8]: Entry] = [:]

    func value(for key: String, now: Duration) -> SharedValue? {
        guard let entry = self.entries[Array(key.utf8)], entry.expires > now, let bytes = entry.bytes else {
            return nil
        }
        return SharedValue(key: key, bytes: bytes, version: entry.version, remaining: entry.expires - now)
    }

    mutating func replace(
        _ key: String,
        with bytes: [UInt8]?,
        ifVersionIs version: Int64?,
        now: Duration,
        until end: Duration
    ) -> Bool {
        guard self.value(for: key, now: now)?.version == version else { return false }
        // Removed values leave their version behind, so that a version never comes back.
        let next = (self.entries[Array(key.utf8)]?.version ?? 0) + 1
        self.entries[Array(key.utf8)] = Entry(bytes: bytes, version: next, expires: end)
        return true
    }

    func values(withPrefix prefix: String, now: Duration) -> [SharedValue] {
        self.entries.filter { $0.key.starts(with: prefix.utf8) && $0.value.expires > now }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .compactMap { key, entry in
                entry.bytes.map {
                    SharedValue(
                        key: String(decoding: key, as: UTF8.self),
                        bytes: $0,
                        version: entry.version,
                        remaining: entry.expires - now
                    )
                }
            }
    }
}
