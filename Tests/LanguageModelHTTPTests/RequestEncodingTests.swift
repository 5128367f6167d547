import JobsApplication
import Testing

@testable import LanguageModelHTTP

@Suite("Questions as they are sent")
struct RequestEncodingTests {
    @Test("The whole body", arguments: [ChatCompletionProfile.openAI, .groq, .ollama, .compatible])
    func body(_ profile: ChatCompletionProfile) {
        let prompt = Samples.request("줄\n\"인용\"").prompt
        let request = ChatCompletionRequest(model: "m/1", prompt: prompt, outputLimit: profile.outputLimit)
        let limit = profile == .openAI ? "max_completion_tokens" : "max_tokens"
        let expected =
            #"{"model":"m/1","messages":[{"role":"system","content":"Summarise."},"#
            + #"{"role":"user","content":"줄\n\"인용\""}],"response_format":{"type":"json_schema","#
            + #""json_schema":{"name":"guideline_summary","strict":true,"schema":\#(Samples.schema)}},"#
            + #""\#(limit)":900,"stream":false}"#
        #expect(String(decoding: request.body, as: UTF8.self) == expected)
    }
}
