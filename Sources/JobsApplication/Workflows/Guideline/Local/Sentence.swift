/// One sentence, or one entry of a list or table that has no full stop.
struct Sentence: Sendable, Equatable {
    /// Where it stands in the source.
    let range: Range<Int>
    let block: Int
    let section: Int
    /// Whether it is the first of its section.
    let isLead: Bool
    /// Whether an endless line was cut here: then its meaning cannot be judged.
    let isFragment: Bool
}
