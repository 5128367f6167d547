/// SplitMix64: small, and the same everywhere and for ever. A seed has several independent streams, so that
/// one more decision of one kind does not change the decisions of all others.
struct SimulationRandom {
    /// What a stream of random numbers decides.
    enum Stream: UInt64 {
        case plan = 1
        case schedule, faults, workload, world
        /// Streams of processes begin here.
        case process = 1000
    }

    private var state: UInt64

    init(seed: UInt64, stream: Stream, number: Int = 0) {
        self.state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
        self.state ^= Self.mixed((stream.rawValue + UInt64(number)) &* 0xD6E8_FEB8_6659_FD93)
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(self.state)
    }

    /// A number from 0 up to but not including `bound`.
    mutating func below(_ bound: Int) -> Int { Int(self.next() % UInt64(bound)) }

    /// True `permille` times of a thousand.
    mutating func chance(_ permille: Int) -> Bool {
        guard permille > 0 else { return false }
        return self.below(1000) < permille
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + self.below(range.upperBound - range.lowerBound + 1)
    }

    /// Microseconds between two bounds in milliseconds.
    mutating func milliseconds(_ range: ClosedRange<Int64>) -> Microseconds {
        let width = UInt64(range.upperBound - range.lowerBound) * 1000 + 1
        return range.lowerBound * 1000 + Int64(self.next() % width)
    }

    /// An element; the array must have some.
    mutating func element<Element>(of elements: [Element]) -> Element { elements[self.below(elements.count)] }
}
