import JobsDomain

/// How a text is divided, as it is kept beside the outputs of its parts: after a restart, and whoever
/// answers then, finished parts have to be parts again.
struct PartsPlan: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        /// Names the part for good; a part that is divided again makes place for parts of new numbers.
        let number: Int
        /// In Unicode scalars of the text.
        let range: Range<Int>
    }

    /// 0 for the text itself, 1 for what its parts' outputs came to, and so on.
    let level: Int
    /// Grows with every part that had to be divided again.
    private(set) var revision = 1
    /// In the order of the text.
    private(set) var entries: [Entry]

    init(level: Int, ranges: [Range<Int>]) {
        self.level = level
        self.entries = ranges.enumerated().map { Entry(number: $0.offset + 1, range: $0.element) }
    }

    /// Puts the pieces of a part in its place.
    mutating func divide(_ number: Int, into ranges: [Range<Int>]) {
        guard let index = self.entries.firstIndex(where: { $0.number == number }) else { return }
        let next = (self.entries.map(\.number).max() ?? 0) + 1
        let pieces = ranges.enumerated().map { Entry(number: next + $0.offset, range: $0.element) }
        self.entries.replaceSubrange(index...index, with: pieces)
        self.revision += 1
    }

    // MARK: - As a checkpoint

    /// Where it is kept; each revision has a place of its own, and the highest counts.
    func path(of step: String) -> StepPath {
        StepPath(storedText: Self.prefix(step, level: self.level) + String(self.revision))
    }

    /// Where one of its parts is kept.
    func path(of step: String, part number: Int) -> StepPath {
        guard self.level > 0 else { return StepPath(step: step, part: number) }
        return StepPath(storedText: "\(step)/merge-\(self.level)-\(number)")
    }

    /// Whether a plan of any text of a step was kept.
    static func exists(of step: String, among checkpoints: [Checkpoint]) -> Bool {
        checkpoints.contains { $0.path.text.hasPrefix("\(step)/plan-") }
    }

    private static func prefix(_ step: String, level: Int) -> String { "\(step)/plan-\(level)-" }

    var encoded: [UInt8] {
        let ranges = self.entries.map { entry in
            JSONValue.array([
                .integer(entry.number), .integer(entry.range.lowerBound), .integer(entry.range.upperBound),
            ])
        }
        return JSONObject([JSONObject.Member("parts", .array(ranges))]).serialized
    }

    /// The newest revision among checkpoints; nil where there is none that covers the text.
    ///
    /// - Parameter length: of the text, in Unicode scalars.
    init?(of step: String, level: Int, inputHash: SHA256Digest, length: Int, among checkpoints: [Checkpoint]) {
        let prefix = Self.prefix(step, level: level)
        var newest: (revision: Int, checkpoint: Checkpoint)?
        for checkpoint in checkpoints where checkpoint.inputHash == inputHash {
            guard checkpoint.path.text.hasPrefix(prefix),
                let revision = Int(checkpoint.path.text.dropFirst(prefix.count)),
                revision > (newest?.revision ?? 0)
            else { continue }
            newest = (revision, checkpoint)
        }
        guard let newest, let stored = try? JSONValue(parsing: newest.checkpoint.output) else { return nil }
        var entries: [Entry] = []
        var end = 0
        for value in stored["parts"]?.array ?? [] {
            let fields = (value.array ?? []).compactMap(\.integer)
            guard fields.count == 3, fields[1] == end, fields[2] > end else { return nil }
            end = fields[2]
            entries.append(Entry(number: fields[0], range: fields[1]..<fields[2]))
        }
        guard end == length, !entries.isEmpty else { return nil }
        self.level = level
        self.revision = newest.revision
        self.entries = entries
    }
}
