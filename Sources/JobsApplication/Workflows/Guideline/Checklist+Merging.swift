extension Checklist {
    /// The checklists of a document's successive parts as one of the whole: categories of the same name are
    /// joined where the first of them stands, and an item that is there already is left out.
    init(merging parts: [Checklist]) {
        // Keyed by bytes: canonically equivalent spellings are different names.
        var places: [[UInt8]: Int] = [:]
        var names: [String] = []
        var items: [[Item]] = []
        var seen: Set<ItemKey> = []
        for category in parts.flatMap(\.categories) {
            let fresh = category.items.filter { seen.insert(ItemKey($0)).inserted }
            guard !fresh.isEmpty else { continue }
            let key = Array(category.name.trimmed.utf8)
            if let place = places[key] {
                items[place].append(contentsOf: fresh)
            } else {
                places[key] = names.count
                names.append(category.name)
                items.append(fresh)
            }
        }
        self.init(categories: zip(names, items).map { Category(name: $0, items: $1) })
    }

    /// What is said of a document that demands and recommends nothing.
    static func withoutDemands(in language: DocumentLanguage) -> Checklist {
        let item = Item(
            text: HonestAnswer.noObligation(language),
            isRequired: false,
            source: SourceQuote(unverified: "")
        )
        return Checklist(categories: [Category(name: HonestAnswer.generalCategory(language), items: [item])])
    }
}

/// What makes two items the same: their words and their place. Items whose place is not known are the same
/// where they quote the same.
private struct ItemKey: Hashable {
    private let text: [UInt8]
    private let place: Range<Int>?
    private let quote: [UInt8]

    init(_ item: Checklist.Item) {
        self.text = Array(item.text.utf8)
        self.place = item.source.range
        self.quote = item.source.range == nil ? Array(item.source.text.utf8) : []
    }
}
