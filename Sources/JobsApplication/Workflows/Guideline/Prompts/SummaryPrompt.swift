import JobsDomain

/// The question of the step `summary`.
enum SummaryPrompt {
    /// Grows with every change of the wording below and of the fence.
    static let version = "guideline-summary-2"

    static let schema = PortableSchema.object([
        "title": PortableSchema.string("Title of the guideline, at most 120 characters"),
        "content": PortableSchema.string("Summary in 3 to 6 whole sentences, at most 2000 characters"),
        "key_points": PortableSchema.array(
            of: PortableSchema.string("One point in one sentence, not empty"),
            "3 to 10 points that a reader must not miss"
        ),
    ])

    /// - Parameters:
    ///   - input: gives the title, and the language: a piece may be written in another one than the whole.
    ///   - text: what is to be summarised.
    ///   - scope: what that is of the document.
    static func prompt(
        for input: GuidelineInput,
        text: String,
        scope: PromptScope,
        language: String,
        marker: String
    ) -> ModelPrompt {
        let fence = PromptFence(marker: marker)
        let language = DocumentLanguage(requested: language, document: input.text)
        var user: [String] = []
        if let title = input.title, !title.trimmed.isEmpty { user.append(fence.fenced(title, as: "TITLE")) }
        user.append(fence.fenced(text, as: scope.label))
        return ModelPrompt(
            system: Self.system(language, scope, fence),
            user: user.joined(separator: "\n\n"),
            schemaName: "guideline_summary",
            schema: Self.schema,
            fenceMarker: marker,
            maximumOutputTokens: 8192
        )
    }

    private static func system(_ language: DocumentLanguage, _ scope: PromptScope, _ fence: PromptFence) -> String {
        let data = fence.instructions(
            [
                (scope.label, scope.description(in: language)),
                ("TITLE", PromptFence.titleDescription(in: language)),
            ],
            in: language
        )
        return switch language {
        case .korean:
            """
            당신은 업무 가이드라인을 정확하게 요약하는 편집자입니다.

            \(data)

            해야 할 일:
            - title: 문서의 제목. 제출자의 제목이 문서에 맞으면 그것을 쓰고, 없으면 문서에서 찾아 120자 이내로 씁니다.
            - content: 문서의 목적, 적용 범위, 핵심 의무와 금지를 완전한 문장 3~6개로 요약합니다.
            - key_points: 독자가 놓치면 안 되는 점 3~10개를 한 문장씩 씁니다.

            규칙:
            \(Self.rule(for: scope, language))\
            - 문서에 있는 사실만 씁니다. 기한, 담당자, 수치를 지어내지 않습니다.
            - 의무, 금지, 권장의 강도와 조건, 예외를 바꾸지 않습니다.
            - 한국어로 답합니다.
            - 주어진 스키마에 맞는 JSON 객체 하나만 답합니다. 다른 설명이나 코드 블록을 붙이지 않습니다.
            """
        case .english:
            """
            You are an editor who summarises workplace guidelines accurately.

            \(data)

            What to produce:
            - title: the document's title. Use the submitter's title where it fits, else take one from the document; at most 120 characters.
            - content: purpose, scope and the main obligations and prohibitions in 3 to 6 whole sentences.
            - key_points: 3 to 10 points that a reader must not miss, one sentence each.

            Rules:
            \(Self.rule(for: scope, language))\
            - State only what the document says. Never invent deadlines, owners or figures.
            - Keep the strength of every obligation, prohibition and recommendation, with its conditions and exceptions.
            - Answer in English.
            - Answer with one JSON object that fits the given schema, without any explanation or code block.
            """
        }
    }

    /// The line about what the text is of the document, with its line feed; none for a whole document.
    private static func rule(for scope: PromptScope, _ language: DocumentLanguage) -> String {
        switch (scope, language) {
        case (.whole, _): ""
        case (.piece, .korean):
            "- 이 부분에 있는 내용만 요약하고, 다른 부분의 내용을 짐작하지 않습니다. 중간에서 시작하거나 끝날 수 있습니다.\n"
        case (.piece, .english):
            "- Summarise only what stands in this part, and guess nothing about the others. It may begin or end in the middle.\n"
        case (.summaries, .korean):
            "- 부분별로 답하지 말고, 모든 부분을 고루 담은 문서 전체의 요약 하나를 씁니다. 부분 번호는 쓰지 않습니다.\n"
        case (.summaries, .english):
            "- Write one summary of the whole document that does justice to all its parts, and do not mention the parts or their numbers.\n"
        case (.someSummaries, .korean):
            "- 이 묶음에 있는 부분들을 고루 담은 요약 하나를 쓰고, 다른 묶음의 내용을 짐작하지 않습니다. 부분 번호는 쓰지 않습니다.\n"
        case (.someSummaries, .english):
            "- Write one summary that does justice to all parts of this group, guess nothing about the others, and do not mention the numbers of parts.\n"
        }
    }
}
