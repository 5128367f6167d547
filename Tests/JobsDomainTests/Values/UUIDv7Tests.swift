import JobsDomain
import Testing

@Suite("Identifiers")
struct UUIDv7Tests {
    static let example = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @Test("the example of RFC 9562 appendix A.6 comes out")
    func standardExample() {
        let uuid = UUIDv7(milliseconds: 0x017F_22E2_79B0, counter: 0xCC3, random: 0x18C4_DC0C_0C07_398F)
        #expect(uuid.description == Self.example)
    }

    @Test(
        "version and variant stand in their place whatever the other bits are",
        arguments: [UInt64.zero, 1, 0x5555_5555_5555_5555, .max]
    )
    func versionAndVariant(random: UInt64) {
        let uuid = UUIDv7(
            milliseconds: Int64(truncatingIfNeeded: random),
            counter: UInt16(truncatingIfNeeded: random),
            random: random
        )
        #expect(uuid.bytes.count == 16)
        #expect(uuid.bytes[6] >> 4 == 0b0111)
        #expect(uuid.bytes[8] >> 6 == 0b10)
        #expect(uuid.high >> 16 == random & 0xFFFF_FFFF_FFFF)
        #expect(uuid.high & 0xFFF == random & 0xFFF)
        #expect(uuid.low & 0x3FFF_FFFF_FFFF_FFFF == random & 0x3FFF_FFFF_FFFF_FFFF)
    }

    @Test("text and bytes lead back to the same identifier", arguments: [example, example.uppercased()])
    func roundTrip(text: String) throws {
        let uuid = try #require(UUIDv7(text: text))
        #expect(uuid.description == Self.example)
        #expect(UUIDv7(bytes: uuid.bytes) == uuid)
        #expect(UUIDv7(bytes: ([0] + uuid.bytes)[1...]) == uuid)
        #expect(UUIDv7(high: uuid.high, low: uuid.low) == uuid)
        #expect(JobID(text: text)?.description == Self.example)
    }

    @Test(
        "what is no UUID is refused",
        arguments: [
            "", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
            "017f22e27-9b0-7cc3-98c4-dc0c0c07398f", "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
            " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
            "-17f22e2-79b0-7cc3-98c4-dc0c0c07398f", "０17f22e2-79b0-7cc3-98c4-dc0c0c0739",
        ]
    )
    func refusesText(_ text: String) {
        #expect(UUIDv7(text: text) == nil)
        #expect(JobID(text: text) == nil)
    }

    @Test("only sixteen bytes make an identifier", arguments: [0, 8, 15, 17])
    func refusesBytes(count: Int) {
        #expect(UUIDv7(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("the order is that of the bytes and of the text")
    func order() {
        let ordered = [
            UUIDv7(milliseconds: 1, counter: 0xFFF, random: .max), UUIDv7(milliseconds: 2, counter: 0, random: 0),
            UUIDv7(milliseconds: 2, counter: 0, random: 1), UUIDv7(milliseconds: 2, counter: 1, random: 0),
            UUIDv7(milliseconds: 0xFFFF_FFFF_FFFF, counter: 0, random: 0),
        ]
        #expect(ordered.sorted() == ordered)
        #expect(ordered.map(\.description).sorted() == ordered.map(\.description))
        #expect(ordered.map(JobID.init).sorted() == ordered.map(JobID.init))
    }

    // MARK: - Sequence

    /// Identifiers made at these moments, with random bits that fall.
    private static func identifiers(at moments: [Int64]) -> [UUIDv7] {
        var sequence = UUIDv7Sequence()
        return moments.enumerated().map { sequence.next(now: $1, random: .max - UInt64($0)) }
    }

    private static func milliseconds(_ uuid: UUIDv7) -> Int64 { Int64(uuid.high >> 16) }

    @Test("identifiers grow within a millisecond although the random bits do not")
    func growsWithinAMillisecond() {
        let made = Self.identifiers(at: Array(repeating: 1_750_000_000_000, count: 4096))
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(made.allSatisfy { Self.milliseconds($0) == 1_750_000_000_000 })
    }

    @Test("more than 4096 identifiers in a millisecond borrow from the next one")
    func counterOverflow() {
        let made = Self.identifiers(at: Array(repeating: 1000, count: 10_000) + [1001, 1002, 1003])
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Self.milliseconds(made[4095]) == 1000)
        #expect(Self.milliseconds(made[4096]) == 1001)
        #expect(made.last.map(Self.milliseconds) == 1003)
    }

    @Test("a clock that steps back is ignored until it has caught up")
    func clockStepsBack() {
        let made = Self.identifiers(at: [2000, 1000, 1001, 0, -5, 2000, 2001])
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(made.map(Self.milliseconds) == [2000, 2000, 2000, 2000, 2000, 2000, 2001])
    }

    @Test("a new millisecond starts the counter anew")
    func counterRestarts() {
        let made = Self.identifiers(at: [5, 5, 5, 6])
        #expect(made.map { $0.high & 0xFFF } == [0, 1, 2, 0])
    }
}
