import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@testable import LanguageModelHTTP

@Suite("The HTTP model keeps every clause of the model contract", .timeLimit(.minutes(1)))
struct ContractTests {
    @Test("model contract, HTTP", arguments: LanguageModelContract.clauses)
    func keeps(_ clause: ContractClause<ModelUnderTest>) async throws {
        let transport = CurlTransport()
        let answering = try await ModelStub()
        let silent = try await ModelStub()
        try await silent.control(#"{"hang":true}"#)
        let subject = ModelUnderTest(
            answering: try answering.model(transport: transport),
            silent: try silent.model(transport: transport)
        ) {
            try await answering.control()["calls"]?.integer ?? -1
        }
        try await clause.verify(subject)
    }
}
