import NIOCore
import Testing

@testable import HTTPConnections

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("::ffff:192.0.2.128", "192.0.2.128"), ("::ffff:c000:280", "192.0.2.128"),
        ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func readsAndWrites(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.4 ", " 1.2.3.4", "1.2.3.", ":", ":::", "1:::2",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1%eth0", "[::1]",
        "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "unknown", "_hidden", "1.2.3.4:80", "+1.2.3.4", "::+1",
    ])
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    /// The kernel's own reader is the judge.
    @Test func agreesWithTheSystem() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789abcdefF:::...1")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                }
            )
            let system = (try? SocketAddress(ipAddress: text, port: 0))?.ipAddress
            let ours = IPAddress(text)
            #expect((ours == nil) == (system == nil), "seed \(seed): \(text)")
            if let ours, let system { #expect(IPAddress(system) == ours, "seed \(seed): \(text)") }
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3/8", "10.9.9.9", true),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/32", "2001:db8:ffff::1", true), ("::/0", "8.8.8.8", false),
        ("2001:db8::/32", "2001:db9::1", false), ("::/0", "2001:db8::1", true), ("::1/128", "::1", true),
        ("fe80::/65", "fe80::1", true), ("fe80::/65", "fe80::8000:0:0:1", false),
        ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("10.0.0.1/31", "10.0.0.0", true),
    ])
    func rangeContains(range: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(IPAddress(address))
        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "a/8",
    ])
    func refusesRange(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
