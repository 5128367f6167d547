/// One message in every language we speak.
struct LocalizedText: Sendable, Equatable {
    let english: String
    let korean: String

    init(_ english: String, korean: String) {
        self.english = english
        self.korean = korean
    }

    func text(in language: Language) -> String {
        switch language {
        case .english: self.english
        case .korean: self.korean
        }
    }
}
