import HTTPTransport
import JobsApplication
import JobsDomain

/// OpenAI's chat completions, and what others have made of them.
struct ChatCompletionDialect: ProviderDialect {
    let form: RequestForm

    /// Sent where a server's own default would be far too playful for work with documents. Zero is
    /// refused by some.
    static let temperature = "0.2"

    func endpoint(model: String, isStreamed: Bool) -> (path: String, query: String?) { ("/chat/completions", nil) }

    func headers(key: String?) -> [HTTPHeader] { key.map { [HTTPHeader("Authorization", "Bearer \($0)")] } ?? [] }

    func body(model: String, prompt: ModelPrompt, form: RequestForm) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: prompt.user.utf8.count + prompt.system.utf8.count + 2_048)
        writer.object { writer in
            writer.member("model", model)
            writer.name("messages")
            writer.array { writer in
                Self.message("system", prompt.system(form), &writer)
                for turn in prompt.turns() { Self.message(turn.isUser ? "user" : "assistant", turn.text, &writer) }
            }
            Self.responseFormat(prompt, form, &writer)
            writer.member(form.outputLimit.rawValue, form.output(prompt.maximumOutputTokens))
            if form.sendsTemperature { writer.member("temperature", .number(Self.temperature)) }
            writer.member("stream", form.isStreamed)
            if form.isStreamed, form.asksForUsage {
                writer.name("stream_options")
                writer.object { $0.member("include_usage", true) }
            }
        }
        return writer.bytes
    }

    private static func message(_ role: String, _ content: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("role", role)
            writer.member("content", content)
        }
    }

    private static func responseFormat(_ prompt: ModelPrompt, _ form: RequestForm, _ writer: inout JSONWriter) {
        guard form.schema != .prompt else { return }
        writer.name("response_format")
        writer.object { writer in
            switch form.schema {
            case .native, .tool:
                writer.member("type", "json_schema")
                writer.name("json_schema")
                writer.object { writer in
                    writer.member("name", prompt.schemaName)
                    writer.member("strict", true)
                    writer.member("schema", prompt.schema)
                }
            case .alternate:
                writer.member("type", "json_object")
                writer.member("schema", prompt.schema)
            case .jsonObject, .prompt:
                writer.member("type", "json_object")
            }
        }
    }
}

extension RequestForm {
    /// A form of chat completions.
    static func chat(
        _ outputLimit: OutputLimit,
        sendsTemperature: Bool,
        asksForUsage: Bool,
        _ ladder: Schema...
    ) -> RequestForm {
        var form = RequestForm(ladder: ladder)
        form.outputLimit = outputLimit
        form.sendsTemperature = sendsTemperature
        form.asksForUsage = asksForUsage
        return form
    }
}
