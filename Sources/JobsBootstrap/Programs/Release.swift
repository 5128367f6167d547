/// What is running.
public enum Release {
    /// The version that `--version` prints.
    public static let version = "0.1.0"
}
