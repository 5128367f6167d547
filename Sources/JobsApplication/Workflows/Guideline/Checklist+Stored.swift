import JobsDomain

extension Checklist {
    /// Reads what ``object`` wrote; nil where it is something else. Numbers and totals are counted anew.
    init?(stored object: JSONObject) {
        guard let elements = object["categories"]?.array else { return nil }
        var categories: [Category] = []
        for element in elements {
            guard let category = Category(stored: element) else { return nil }
            categories.append(category)
        }
        self.init(categories: categories)
    }
}

extension Checklist.Category {
    fileprivate init?(stored value: JSONValue) {
        guard let name = value["name"]?.string, let elements = value["items"]?.array else { return nil }
        var items: [Checklist.Item] = []
        for element in elements {
            guard let item = Checklist.Item(stored: element) else { return nil }
            items.append(item)
        }
        self.init(name: name, items: items)
    }
}

extension Checklist.Item {
    fileprivate init?(stored value: JSONValue) {
        guard let text = value["text"]?.string, let isRequired = value["required"]?.bool else { return nil }
        let words = value["source"]?["quote"]?.string ?? ""
        let source: SourceQuote
        if let start = value["source"]?["start"]?.integer, let end = value["source"]?["end"]?.integer {
            guard start >= 0, start <= end else { return nil }
            source = SourceQuote(text: words, range: start..<end)
        } else {
            source = SourceQuote(unverified: words)
        }
        self.init(text: text, isRequired: isRequired, source: source)
    }
}
