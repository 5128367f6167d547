import JobsApplication
import JobsTesting
import LanguageModelFake
import Testing

@Suite("The fake model keeps every clause of the model contract", .timeLimit(.minutes(2)))
struct ModelConformanceTests {
    @Test("model contract, fake", arguments: LanguageModelContract.clauses)
    func fakeKeeps(_ clause: ContractClause<ModelUnderTest>) async throws {
        let answering = ScriptedLanguageModel()
        let silent = ScriptedLanguageModel(afterwards: .silence)
        try await clause.verify(
            ModelUnderTest(answering: answering, silent: silent) { answering.requests.count }
        )
    }
}
