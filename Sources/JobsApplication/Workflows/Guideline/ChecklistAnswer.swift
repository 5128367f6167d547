import JobsDomain

/// A model's answer to the question for a checklist, judged but for its quotes.
struct ChecklistAnswer {
    private static let maximumCategories = 100
    private static let maximumItems = 500

    /// The sources of its items hold what the model says it has quoted.
    private let claimed: Checklist

    /// - Parameter canBeEmpty: whether a checklist without categories is an answer.
    /// - Throws: ``AnswerRejection`` with every problem found. A quote is none: it is looked for later, and
    ///   one that is missing or wrong costs the item its evidence and nobody another call.
    init(_ answer: JSONValue, canBeEmpty: Bool) throws(AnswerRejection) {
        var reader = AnswerReader()
        guard let object = reader.object(answer, at: "") else { throw AnswerRejection(reader.problems) }
        var categories: [Checklist.Category] = []
        var itemCount = 0
        let elements = reader.elements(
            "categories",
            of: object,
            at: "",
            atMost: Self.maximumCategories,
            canBeEmpty: canBeEmpty
        )
        for (index, element) in (elements ?? []).enumerated() {
            let pointer = "/categories/\(index)"
            guard let category = reader.object(element, at: pointer) else { continue }
            let name = reader.text("name", of: category, at: pointer)
            let elements = reader.elements("items", of: category, at: pointer, atMost: Self.maximumItems) ?? []
            itemCount += elements.count
            var items: [Checklist.Item] = []
            for (index, element) in elements.enumerated() {
                if let item = Self.item(element, at: "\(pointer)/items/\(index)", &reader) { items.append(item) }
            }
            if let name { categories.append(Checklist.Category(name: name, items: items)) }
        }
        if itemCount > Self.maximumItems {
            reader.report("/categories", "must have at most \(Self.maximumItems) items in all")
        }
        guard reader.problems.isEmpty else { throw AnswerRejection(reader.problems) }
        self.claimed = Checklist(categories: categories)
    }

    private static func item(
        _ value: JSONValue,
        at pointer: String,
        _ reader: inout AnswerReader
    ) -> Checklist.Item? {
        guard let object = reader.object(value, at: pointer) else { return nil }
        let quote = object["source_quote"]?.string ?? ""
        let text = reader.text("text", of: object, at: pointer)
        let isRequired = reader.bool("required", of: object, at: pointer)
        guard let text, let isRequired else { return nil }
        return Checklist.Item(text: text, isRequired: isRequired, source: SourceQuote(text: quote, range: nil))
    }

    /// The checklist with its quotes looked for.
    ///
    /// - Parameters:
    ///   - text: what the model was shown.
    ///   - offset: where that begins in the document, in Unicode scalars.
    func checklist(quoting text: String, at offset: Int) -> Checklist {
        var finder = QuoteFinder(text)
        let categories = self.claimed.categories.map { category in
            let items = category.items.map { item in
                let source = finder.find(item.source.text).moved(by: offset)
                return Checklist.Item(text: item.text, isRequired: item.isRequired, source: source)
            }
            return Checklist.Category(name: category.name, items: items)
        }
        return Checklist(categories: categories)
    }
}
