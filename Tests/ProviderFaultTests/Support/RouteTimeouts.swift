/// How long a model of a test waits for the network, in real time.
struct RouteTimeouts: Sendable {
    /// For the first byte of an answer.
    var firstByte = Duration.seconds(20)
    /// Between two bytes.
    var idle = Duration.seconds(20)

    init(firstByte: Duration = .seconds(20), idle: Duration = .seconds(20)) {
        self.firstByte = firstByte
        self.idle = idle
    }
}
