import Testing

@testable import HTTPConnections

@Suite struct HostNameTests {
    @Test(arguments: [
        "a", "example.org", "example.org:80", "example.org:", "127.0.0.1:8000", "[::1]", "[::1]:8000", "a_b",
        "xn--9n2b.kr",
        "localhost.",
    ])
    func accepts(host: String) {
        #expect(HostName.isValid(host))
    }

    @Test(arguments: [
        "", ":80", "a b", "a/b", "a:80:90", "a:b", "[::1", "[::g]", "::1", "[]", "a@b", "a,b\u{0}", "[::1]x",
        "a:1234567", "é",
    ])
    func refuses(host: String) {
        #expect(!HostName.isValid(host))
    }

    @Test(arguments: [
        ("example.org", true), ("EXAMPLE.org:8000", true), ("example.org.", true), ("evil.org", false),
        ("a.wild.org", true), ("a.b.wild.org", true), ("wild.org", false), ("xwild.org", false), ("[::1]:1", true),
    ])
    func matches(host: String, isAllowed: Bool) {
        #expect(HostName.matches(host, patterns: ["example.org", "*.wild.org", "[::1]"]) == isAllowed)
    }
}
