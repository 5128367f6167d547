/// A file that the answers of models are recorded on, or played from.
public struct Cassette: Sendable, Equatable {
    public enum Mode: String, Sendable, CaseIterable {
        /// The models are asked, and what they answer is kept.
        case record
        /// No model is asked.
        case replay
    }

    public let path: String
    public let mode: Mode
}
