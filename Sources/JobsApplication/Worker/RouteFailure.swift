import JobsDomain

/// Why a route did not answer a question.
struct RouteFailure: Error {
    let provider: ModelProvider
    let error: LanguageModelError
    let chance: ModelPolicy.Chance
}
