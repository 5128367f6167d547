import JobsDomain

/// The output of the step `checklist`.
struct Checklist: Sendable, Equatable {
    /// Items that belong together.
    struct Category: Sendable, Equatable {
        let name: String
        let items: [Item]
    }

    /// One thing to check. Its number is its place in the whole checklist, so it is not stored.
    struct Item: Sendable, Equatable {
        let text: String
        /// Whether the document demands or forbids it, rather than recommends it.
        let isRequired: Bool
        /// The words of the document that say so.
        let source: SourceQuote
    }

    let categories: [Category]

    /// The members of `result.checklist`, without provenance; numbers and totals are counted here.
    var object: JSONObject {
        var number = 0
        var required = 0
        let categories = self.categories.map { category in
            let items = category.items.map { item -> JSONValue in
                number += 1
                if item.isRequired { required += 1 }
                return .object([
                    "id": .integer(number), "text": .string(item.text), "required": .bool(item.isRequired),
                    "source": .object(item.source.object),
                ])
            }
            return JSONValue.object(["name": .string(category.name), "items": .array(items)])
        }
        return [
            "categories": .array(categories),
            "total_items": .integer(number),
            "required_items": .integer(required),
        ]
    }
}
