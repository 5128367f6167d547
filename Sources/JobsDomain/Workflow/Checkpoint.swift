/// The stored output of a finished step or part. It is what makes a paid answer survive a crash.
public struct Checkpoint: Sendable, Equatable {
    public let path: StepPath
    /// Of everything the output was made from. A checkpoint of another input is no checkpoint.
    public let inputHash: SHA256Digest
    /// A JSON object in UTF-8, stored and returned byte by byte.
    public let output: [UInt8]
    /// Whether local rules made it although models were configured.
    public let isDegraded: Bool

    public init(path: StepPath, inputHash: SHA256Digest, output: [UInt8], isDegraded: Bool) {
        self.path = path
        self.inputHash = inputHash
        self.output = output
        self.isDegraded = isDegraded
    }
}
