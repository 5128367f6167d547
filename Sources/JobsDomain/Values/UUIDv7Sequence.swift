/// Makes UUIDs of version 7 that grow strictly, also within one millisecond and when the clock steps back.
///
/// A pure value: the owner brings time and randomness and keeps it behind its own lock.
public struct UUIDv7Sequence: Sendable {
    private var milliseconds: Int64 = 0
    private var counter: UInt16 = 0

    public init() {}

    /// The next identifier.
    ///
    /// - Parameters:
    ///   - now: Unix milliseconds. A clock that stepped back is ignored until it has caught up.
    ///   - random: 64 fresh random bits.
    public mutating func next(now: Int64, random: UInt64) -> UUIDv7 {
        if now > self.milliseconds {
            self.milliseconds = now
            self.counter = 0
        } else if self.counter == 0x0FFF {
            self.milliseconds += 1
            self.counter = 0
        } else {
            self.counter += 1
        }
        return UUIDv7(milliseconds: self.milliseconds, counter: self.counter, random: random)
    }
}
