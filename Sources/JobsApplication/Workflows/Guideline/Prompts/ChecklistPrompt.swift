import JobsDomain

/// The question of the step `checklist`.
enum ChecklistPrompt {
    /// Grows with every change of the wording below and of the fence.
    static let version = "guideline-checklist-2"

    static let schema = PortableSchema.object([
        "categories": PortableSchema.array(
            of: PortableSchema.object([
                "name": PortableSchema.string("Name of the category, not empty"),
                "items": PortableSchema.array(
                    of: PortableSchema.object([
                        // What is written first guides what follows: the evidence comes before the judgement.
                        "source_quote": PortableSchema.string(
                            "The words of the document that the item rests on, copied letter by letter"
                        ),
                        "text": PortableSchema.string("One checkable statement, not empty"),
                        "required": PortableSchema.boolean(
                            "true for an obligation or a prohibition, false for a recommendation"
                        ),
                    ]),
                    "At least 1 item"
                ),
            ]),
            "At most 20 categories, at most 200 items in all"
        )
    ])

    /// - Parameters:
    ///   - input: gives the title, and the language: a piece may be written in another one than the whole.
    ///   - text: what the items are to be taken from.
    ///   - scope: what that is of the document.
    ///   - summary: the output of the step before, of the whole document.
    static func prompt(
        for input: GuidelineInput,
        text: String,
        scope: PromptScope,
        summary: JSONObject,
        language: String,
        marker: String
    ) -> ModelPrompt {
        let fence = PromptFence(marker: marker)
        let language = DocumentLanguage(requested: language, document: input.text)
        var user: [String] = []
        if let title = input.title, !title.trimmed.isEmpty { user.append(fence.fenced(title, as: "TITLE")) }
        user.append(fence.fenced(text, as: "DOCUMENT"))
        user.append(fence.fenced(Self.text(of: summary), as: "SUMMARY"))
        return ModelPrompt(
            system: Self.system(language, scope, fence),
            user: user.joined(separator: "\n\n"),
            schemaName: "guideline_checklist",
            schema: Self.schema,
            fenceMarker: marker,
            maximumOutputTokens: 8192
        )
    }

    /// The summary as lines. It comes from a model that has read the document, so it is fenced as well.
    private static func text(of summary: JSONObject) -> String {
        var lines: [String] = []
        if let title = summary["title"]?.string { lines.append(title) }
        if let content = summary["content"]?.string { lines.append(content) }
        for point in summary["key_points"]?.array ?? [] {
            if let point = point.string { lines.append("- \(point)") }
        }
        return lines.joined(separator: "\n")
    }

    private static func system(_ language: DocumentLanguage, _ scope: PromptScope, _ fence: PromptFence) -> String {
        let data = fence.instructions(
            [
                ("DOCUMENT", scope.description(in: language)),
                ("SUMMARY", Self.summaryDescription(in: language)),
                ("TITLE", PromptFence.titleDescription(in: language)),
            ],
            in: language
        )
        return switch language {
        case .korean:
            """
            당신은 업무 가이드라인에서 점검표를 만드는 감사 담당자입니다.

            \(data)

            해야 할 일:
            - 문서가 요구하거나 금지하거나 권장하는 것을 빠짐없이 찾아 주제별 categories로 묶습니다. 문서의 절 제목을 우선 씁니다.
            - items의 source_quote: 항목의 근거가 되는 글을 DOCUMENT에서 글자 그대로 옮깁니다. 한 문장, 200자 이내이며, 더 긴 문장은
              핵심이 되는 이어진 부분만 옮깁니다. 고치거나 줄임표를 넣지 않고, 요약이나 제목에서 옮기지 않습니다.
            - items의 text: 지켰는지 확인할 수 있는 한 가지 내용을 한 문장으로 쓰고, 조건과 예외를 함께 씁니다.
            - items의 required: 의무와 금지는 true, 권장은 false입니다.

            규칙:
            - 요약은 방향을 잡는 데만 쓰고, 항목은 문서에서 가져옵니다. 요약과 문서가 다르면 문서를 따릅니다.
            - 문서에 없는 의무, 기한, 담당자를 지어내지 않습니다. 금지를 허용으로, 허용을 의무로 바꾸지 않습니다.
            - 같은 항목을 되풀이하지 않습니다. 번호와 개수는 쓰지 않습니다.
            \(Self.rules(for: scope, language))
            - 한국어로 답합니다.
            - 주어진 스키마에 맞는 JSON 객체 하나만 답합니다. 다른 설명이나 코드 블록을 붙이지 않습니다.
            """
        case .english:
            """
            You are an auditor who turns workplace guidelines into checklists.

            \(data)

            What to produce:
            - Find everything that the document demands, forbids or recommends and group it into categories; prefer the document's section headings.
            - source_quote of an item: the words of DOCUMENT that it rests on, copied letter by letter; one sentence, at most 200 characters.
              Of a longer sentence copy only the decisive words that stand in a row. Change nothing, write no ellipsis, and quote neither summary nor title.
            - text of an item: one thing that can be checked, in one sentence, with its conditions and exceptions.
            - required of an item: true for obligations and prohibitions, false for recommendations.

            Rules:
            - Use the summary for orientation only; take items from the document. Where they differ, the document is right.
            - Never invent obligations, deadlines or owners. Never turn a prohibition into a permission or a permission into an obligation.
            - Do not repeat items. Write no numbers or totals.
            \(Self.rules(for: scope, language))
            - Answer in English.
            - Answer with one JSON object that fits the given schema, without any explanation or code block.
            """
        }
    }

    private static func summaryDescription(in language: DocumentLanguage) -> String {
        switch language {
        case .korean: "앞 단계에서 문서 전체를 요약한 글입니다."
        case .english: "a summary of the whole document made by an earlier step."
        }
    }

    /// What to do where there is only a piece, and where there is nothing to find.
    private static func rules(for scope: PromptScope, _ language: DocumentLanguage) -> String {
        switch (scope.isPiece, language) {
        case (true, .korean):
            """
            - 이 부분에 있는 것만 항목으로 만들고, 다른 부분의 내용을 짐작하지 않습니다. 중간에서 시작하거나 끝날 수 있습니다.
            - 이 부분에 의무나 권장이 없으면 categories를 빈 배열로 답합니다.
            """
        case (true, .english):
            """
            - Extract only what stands in this part, and guess nothing about the others. It may begin or end in the middle.
            - If this part demands and recommends nothing, answer with an empty array of categories.
            """
        case (false, .korean):
            "- 문서에 의무나 권장이 없으면 그 사실을 알리는 항목 하나를 required false, source_quote는 빈 문자열로 답합니다."
        case (false, .english):
            "- If the document demands and recommends nothing, answer with one item that says so, required false, with an empty source_quote."
        }
    }
}
