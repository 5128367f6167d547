/// Says, before a model call is sent, that it is about to be. Without a settlement it means `maybe_billed`.
public struct CallIntent: Sendable, Equatable {
    public let call: UUIDv7
    public let job: JobID
    public let run: Int
    public let step: StepPath
    /// `_source` of the provider, for example `openai_gpt`.
    public let provider: String
    /// The model that is asked for.
    public let model: String
    public let promptVersion: String
    public let schemaVersion: String
    public let at: Timestamp

    public init(
        call: UUIDv7,
        job: JobID,
        run: Int,
        step: StepPath,
        provider: String,
        model: String,
        promptVersion: String,
        schemaVersion: String,
        at: Timestamp
    ) {
        self.call = call
        self.job = job
        self.run = run
        self.step = step
        self.provider = provider
        self.model = model
        self.promptVersion = promptVersion
        self.schemaVersion = schemaVersion
        self.at = at
    }
}
