/// A part of a document that demands or recommends something.
struct Demand: Sendable, Equatable {
    /// The whole sentence, with the exception that follows it, or a lead-in with its list.
    var range: Range<Int>
    let section: Int
    /// The class of the sentence, or of the lead-in where a list is quoted with it.
    let meaning: SentenceClass

    var isRequired: Bool { self.meaning.isRequired ?? false }
}
