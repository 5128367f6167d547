import JobsApplication

/// What is published: the sender's identifier and a ``ProcessMessage``. Redis sends a message back to the
/// process that published it, whose own subscribers have heard it already.
struct SignalEnvelope: Sendable {
    /// The most bytes of one message; a longer one is cut into several.
    static let largestMessage = 64 << 10

    /// How many hints are encoded together; a message that is too long is encoded again in halves.
    private static let signalsPerMessage = 64

    /// Names this process's end of the channel: 32 ASCII characters.
    let sender: [UInt8]

    init() {
        let digits = Array("0123456789abcdef".utf8)
        self.sender = (0..<32).map { _ in digits[Int.random(in: 0..<16)] }
    }

    func encode(_ signals: some Collection<JobSignal>) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var rest = signals[...]
        while !rest.isEmpty {
            let some = rest.prefix(Self.signalsPerMessage)
            messages += ProcessMessage.encode(signals: some, limit: Self.largestMessage).map { self.sender + $0 }
            rest = rest.dropFirst(Self.signalsPerMessage)
        }
        return messages
    }

    /// The hints of another process; none where the message is this process's own or no message of ours.
    func decode(_ bytes: [UInt8]) -> [JobSignal] {
        guard bytes.count > self.sender.count, !bytes.starts(with: self.sender) else { return [] }
        return ProcessMessage(Array(bytes.dropFirst(self.sender.count)))?.signals ?? []
    }
}
