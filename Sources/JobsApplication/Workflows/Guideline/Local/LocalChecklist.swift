/// A checklist made of the document's own sentences, without a model.
struct LocalChecklist {
    let checklist: Checklist

    init(of input: GuidelineInput, language: String) {
        let outline = DocumentOutline(input.text)
        let spoken = DocumentLanguage.detected(in: input.text) ?? DocumentLanguage(requested: language, document: "")
        var finder = DemandFinder(outline)
        var categories: [Checklist.Category] = []
        var items: [Checklist.Item] = []
        var section = 0
        // A document's items are quoted once, however often it repeats itself.
        var seen: Set<String> = []
        func close() {
            guard !items.isEmpty else { return }
            let name = outline.heading(of: section) ?? HonestAnswer.generalCategory(spoken)
            categories.append(Checklist.Category(name: name, items: items))
            items = []
        }
        for demand in finder.find() {
            if demand.section != section {
                close()
                section = demand.section
            }
            let key = MatchText(outline.source.scalars[demand.range]).scalars
            guard seen.insert(String(String.UnicodeScalarView(key))).inserted else { continue }
            let words = outline.source.verbatim(demand.range)
            let source = SourceQuote(text: words, range: outline.source.origin(of: demand.range))
            items.append(Checklist.Item(text: words, isRequired: demand.isRequired, source: source))
        }
        close()
        if categories.isEmpty {
            self.checklist = .withoutDemands(in: spoken)
        } else {
            self.checklist = Checklist(categories: categories)
        }
    }
}
