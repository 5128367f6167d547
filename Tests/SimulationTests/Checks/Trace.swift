/// Everything that happened in a world, in order, and a digest of it.
struct Trace {
    private var entries: [TraceEntry] = []
    /// Two worlds with the same digest had the same history.
    private(set) var digest: UInt64 = 0

    init() {
        self.entries.reserveCapacity(4096)
    }

    /// How many entries there are: the moment of whatever happens next.
    var moment: Int { self.entries.count }

    mutating func append(_ entry: TraceEntry) {
        self.entries.append(entry)
        self.digest = SimulationRandom.mixed(self.digest &+ entry.digest &+ 1)
    }

    /// The last entries, for people.
    func tail(_ count: Int, lanes: [String]) -> String {
        self.entries.suffix(count).map { $0.text(lanes: lanes) }.joined(separator: "\n")
    }
}
