/// What the local rules say when they find nothing, instead of inventing something.
enum HonestAnswer {
    static func noSentence(_ language: DocumentLanguage) -> String {
        switch language {
        case .korean: "문서에서 요약할 문장을 찾지 못했습니다."
        case .english: "No sentence to summarise was found in the document."
        }
    }

    static func noTitle(_ language: DocumentLanguage) -> String {
        switch language {
        case .korean: "제목 없음"
        case .english: "Untitled"
        }
    }

    static func noObligation(_ language: DocumentLanguage) -> String {
        switch language {
        case .korean: "문서에서 의무, 금지, 권장 문장을 찾지 못했습니다. 문서를 직접 검토해 주세요."
        case .english:
            "No obligation, prohibition or recommendation was found in the document. Please review it by hand."
        }
    }

    static func generalCategory(_ language: DocumentLanguage) -> String {
        switch language {
        case .korean: "일반"
        case .english: "General"
        }
    }
}
