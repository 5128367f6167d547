import HTTPTransport
import LanguageModelHTTP
import Testing

@Suite("How long providers get")
struct ProviderTimeoutTests {
    @Test("The limits of hosted providers and of local servers")
    func values() {
        #expect(CallTimeouts.hosted.connect == .seconds(5))
        #expect(CallTimeouts.hosted.firstByte == .seconds(30))
        #expect(CallTimeouts.hosted.idle == .seconds(30))
        #expect(CallTimeouts.local.firstByte == .seconds(120))
        #expect(CallTimeouts.local.idle == .seconds(30))
    }
}
