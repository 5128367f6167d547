public import JobsDomain

/// Blocks of successive jobs, by which a store finds the jobs of a time without reading the others.
///
/// Sequences and times of creation run nearly alike, but not quite: callers bring the times, and their clocks differ.
/// So a store notes for each block of sequences the hours in which its jobs were created, a row for thousands of jobs.
/// A block without a fitting hour has no fitting job, whatever the clocks did.
public enum SequenceBlocks {
    /// How many sequences a block has. Released schemas have the number in them.
    public static let size: Int64 = 4096

    /// The most blocks that a page asks for; the next one goes on behind them.
    public static let limit = 10_000

    /// The most stretches that a page looks into.
    public static let stretchLimit = 4

    /// The number of the hour of a moment, counted from 1970.
    public static func hour(of moment: Timestamp) -> Int64 { moment.millisecondsSinceEpoch / 3_600_000 }

    /// The number of the block of a sequence.
    public static func block(of sequence: Int64) -> Int64 { sequence / Self.size }

    /// The stretches of sequences that some blocks make up, newest first.
    ///
    /// - Parameters:
    ///   - blocks: their numbers, highest first.
    ///   - sequence: no stretch reaches it.
    public static func stretches(_ blocks: [Int64], below sequence: Int64) -> [Range<Int64>] {
        var stretches: [Range<Int64>] = []
        for block in blocks {
            let start = block * Self.size
            let end = min(start + Self.size, sequence)
            guard start < end else { continue }
            if let last = stretches.last, last.lowerBound == end {
                stretches[stretches.count - 1] = start..<last.upperBound
            } else {
                stretches.append(start..<end)
            }
        }
        return stretches
    }
}
