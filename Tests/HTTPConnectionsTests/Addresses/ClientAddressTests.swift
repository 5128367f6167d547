import HTTPConnections
import HTTPTypes
import Testing

@Suite struct ClientAddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let peer: String
        var forwardedFor: [String] = []
        var forwarded: [String] = []
        let client: String

        var testDescription: String { "\(self.peer) \(self.forwardedFor) \(self.forwarded)" }
    }

    /// 10.0.0.0/8 and 2001:db8:1::/48 are proxies.
    static let cases = [
        Case(peer: "192.0.2.1", forwardedFor: ["198.51.100.1"], client: "192.0.2.1"),
        Case(peer: "192.0.2.1", forwarded: ["for=198.51.100.1"], client: "192.0.2.1"),
        Case(peer: "10.0.0.1", client: "10.0.0.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["198.51.100.1"], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["203.0.113.9, 198.51.100.1"], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["203.0.113.9", "198.51.100.1, 10.0.0.2"], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["10.0.0.3, 10.0.0.2"], client: "10.0.0.3"),
        Case(peer: "10.0.0.1", forwardedFor: ["198.51.100.1:4711"], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["[2001:DB8::1]:4711"], client: "2001:db8::1"),
        Case(peer: "10.0.0.1", forwardedFor: ["2001:db8::1"], client: "2001:db8::1"),
        Case(peer: "10.0.0.1", forwardedFor: ["203.0.113.9, unknown"], client: "10.0.0.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["203.0.113.9, garbage, 10.0.0.2"], client: "10.0.0.2"),
        Case(peer: "10.0.0.1", forwardedFor: [""], client: "10.0.0.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["198.51.100.1,"], client: "10.0.0.1"),
        Case(peer: "10.0.0.1", forwarded: ["for=198.51.100.1"], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwarded: [#"For="[2001:db8:cafe::17]:4711";proto=http"#], client: "2001:db8:cafe::17"),
        Case(peer: "10.0.0.1", forwarded: [#"by=x;host="a,for=1.1.1.1"; for = 198.51.100.1"#], client: "198.51.100.1"),
        Case(peer: "10.0.0.1", forwarded: ["for=203.0.113.9, for=_hidden"], client: "10.0.0.1"),
        Case(
            peer: "10.0.0.1",
            forwarded: ["for=203.0.113.9;proto=https, for=198.51.100.1, for=10.0.0.2"],
            client: "198.51.100.1"
        ),
        Case(peer: "10.0.0.1", forwarded: ["proto=https"], client: "10.0.0.1"),
        Case(peer: "10.0.0.1", forwardedFor: ["198.51.100.1"], forwarded: ["for=198.51.100.1"], client: "198.51.100.1"),
        // One of the two is the client's own invention.
        Case(peer: "10.0.0.1", forwardedFor: ["198.51.100.1"], forwarded: ["for=203.0.113.9"], client: "10.0.0.1"),
        Case(peer: "::ffff:10.0.0.1", forwardedFor: ["198.51.100.1"], client: "198.51.100.1"),
        Case(peer: "2001:db8:1::5", forwardedFor: ["198.51.100.1"], client: "198.51.100.1"),
        Case(peer: "unix", forwardedFor: ["198.51.100.1"], client: "unix"),
    ]

    static let trusted = ["10.0.0.0/8", "2001:db8:1::/48"].compactMap { AddressRange($0) }

    @Test(arguments: cases)
    func resolves(_ example: Case) {
        #expect(Self.resolve(example.peer, example.forwardedFor, example.forwarded) == example.client)
    }

    /// Whatever a client writes, what its trusted proxy adds behind it decides.
    @Test func nobodySpoofsThroughAProxy() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("for=10.0.0.1,;\"[]:\\ _unknowabcdef")
        for _ in 0..<5_000 {
            let junk = String(
                (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                }
            )
            #expect(Self.resolve("10.0.0.1", [junk, "198.51.100.7"], []) == "198.51.100.7", "seed \(seed): \(junk)")
            #expect(
                Self.resolve("10.0.0.1", [], [junk, "for=198.51.100.7"]) == "198.51.100.7",
                "seed \(seed): \(junk)"
            )
        }
    }

    private static func resolve(_ peer: String, _ forwardedFor: [String], _ forwarded: [String]) -> String {
        var headers = HTTPFields()
        for (name, values) in [("X-Forwarded-For", forwardedFor), ("Forwarded", forwarded)] {
            guard let name = HTTPField.Name(name) else { continue }
            for value in values { headers.append(HTTPField(name: name, value: value)) }
        }
        return ClientAddress.resolve(peer: peer, headers: headers, trusted: Self.trusted)
    }
}
