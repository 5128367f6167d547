import JobsApplication
import JobsDomain

/// The body of a question.
struct ChatCompletionRequest {
    let model: String
    let prompt: ModelPrompt
    let outputLimit: ChatCompletionProfile.OutputLimit

    /// JSON in UTF-8. The schema is nested the way OpenAI wants it, which the compatible servers read too.
    var body: [UInt8] {
        var writer = JSONWriter(reservingCapacity: self.prompt.user.utf8.count + self.prompt.system.utf8.count + 2_048)
        writer.object { writer in
            writer.member("model", self.model)
            writer.name("messages")
            writer.array { writer in
                Self.message("system", self.prompt.system, &writer)
                Self.message("user", self.prompt.user, &writer)
            }
            writer.name("response_format")
            writer.object { writer in
                writer.member("type", "json_schema")
                writer.name("json_schema")
                writer.object { writer in
                    writer.member("name", self.prompt.schemaName)
                    writer.member("strict", true)
                    writer.member("schema", self.prompt.schema)
                }
            }
            writer.member(self.outputLimit.rawValue, self.prompt.maximumOutputTokens)
            writer.member("stream", false)
        }
        return writer.bytes
    }

    private static func message(_ role: String, _ content: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("role", role)
            writer.member("content", content)
        }
    }
}
