/// A part of a document that demands or recommends something.
struct Demand: Sendable, Equatable {
    /// The whole sentence, with the exception that follows it, or a lead-in with its list.
    var range: Range<Int>
    let section: Int
    let isRequired: Bool
}
