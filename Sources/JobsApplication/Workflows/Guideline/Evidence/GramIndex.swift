/// The places of a text, sorted by the four scalars that begin there, so that a run is looked for only where
/// its rarest four scalars stand.
struct GramIndex: Sendable {
    /// Shorter runs are not in the index.
    static let length = 4

    private let shift: UInt64
    /// Where the places of each bucket begin in ``places``, and at last where they end.
    private let bounds: [Int]
    /// Ascending within each bucket.
    private let places: [Int]

    init(_ text: [Unicode.Scalar]) {
        let count = max(0, text.count - Self.length + 1)
        var bits: UInt64 = 4
        while 1 << bits < count { bits += 1 }
        let shift = 64 - bits
        var bounds = [Int](repeating: 0, count: (1 << bits) + 1)
        for place in 0..<count { bounds[Self.bucket(of: text, at: place, shift) + 1] += 1 }
        for bucket in 1..<bounds.count { bounds[bucket] += bounds[bucket - 1] }
        var next = bounds
        var places = [Int](repeating: 0, count: count)
        for place in 0..<count {
            let bucket = Self.bucket(of: text, at: place, shift)
            places[next[bucket]] = place
            next[bucket] += 1
        }
        self.shift = shift
        self.bounds = bounds
        self.places = places
    }

    /// Where the rarest four scalars of a run may stand in the text, ascending, and how far they stand from
    /// the run's beginning.
    ///
    /// - Parameter run: at least ``length`` scalars.
    func rarest(of run: [Unicode.Scalar]) -> (places: ArraySlice<Int>, offset: Int) {
        var best = (places: self.places[...], offset: 0)
        for offset in 0...run.count - Self.length {
            let bucket = Self.bucket(of: run, at: offset, self.shift)
            let places = self.places[self.bounds[bucket]..<self.bounds[bucket + 1]]
            if places.count < best.places.count { best = (places, offset) }
            if places.isEmpty { break }
        }
        return best
    }

    private static func bucket(of text: [Unicode.Scalar], at place: Int, _ shift: UInt64) -> Int {
        var hash: UInt64 = 0
        // The golden ratio's bits spread neighbours over the buckets (Knuth, volume 3, section 6.4).
        for index in place..<place + Self.length { hash = (hash ^ UInt64(text[index].value)) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(hash >> shift)
    }
}
