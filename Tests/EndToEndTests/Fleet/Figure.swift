/// Tells a measured value in the output of the tests, where `make soak` collects it.
enum Figure {
    static func tell(_ name: String, _ value: String) {
        print("figure: \(name): \(value)")
    }

    static func tell(_ name: String, _ value: Int) {
        self.tell(name, "\(value)")
    }

    /// Tells the time since a moment.
    static func tell(_ name: String, since begin: ContinuousClock.Instant) {
        let milliseconds = (ContinuousClock.now - begin) / .milliseconds(1)
        self.tell(name, "\(Int(milliseconds.rounded())) ms")
    }
}
