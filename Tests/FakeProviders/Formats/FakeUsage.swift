/// The tokens that every answer of the server claims, so that a test can count them up.
public enum FakeUsage {
    /// Tokens read, those from a cache included.
    public static let input = 1117
    public static let cached = 1024
    /// Tokens written, reasoning included.
    public static let output = 346
    public static let reasoning = 192
}
