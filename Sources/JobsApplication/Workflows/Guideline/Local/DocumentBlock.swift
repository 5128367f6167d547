/// A stretch of a document that no sentence crosses.
struct DocumentBlock: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case heading
        case paragraph
        case listItem
        case cell
    }

    var kind: Kind
    /// Without marks and numbering.
    var range: Range<Int>
    /// The section that it opens or stands in.
    let section: Int
    let indent: Int
}
