import HTTPTransport
import JobsApplication
import JobsDomain
import JobsTesting
import Testing

@testable import LanguageModelHTTP

@Suite("The HTTP model keeps every clause of the model contract", .timeLimit(.minutes(1)))
struct ContractTests {
    @Test("model contract, HTTP in one piece", arguments: LanguageModelContract.clauses)
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

    @Test("model contract, HTTP streamed", arguments: ProviderKind.all, LanguageModelContract.clauses)
    func keepsStreamed(_ kind: ProviderKind, _ clause: ContractClause<ModelUnderTest>) async throws {
        let transport = CurlTransport()
        let recorded = try Samples.recorded("\(kind)/stream.sse")
        let answering = try RawServer(.send(RawServer.streamHead), .send(recorded))
        let silent = try RawServer(.hold)
        let subject = ModelUnderTest(
            answering: try ModelStub.model(baseURL: answering.address, key: "k", kind: kind, transport: transport),
            silent: try ModelStub.model(baseURL: silent.address, key: "k", kind: kind, transport: transport)
        ) {
            answering.requests.count
        }
        try await clause.verify(subject)
    }
}
