import Testing

@testable import JobsRedis

@Suite("The address of a Redis server", .timeLimit(.minutes(1)))
struct RedisURLTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let url: RedisURL

        init(
            _ text: String,
            _ host: String,
            port: Int = 6379,
            database: Int = 0,
            prefix: String = "avo",
            user: String? = nil,
            password: String? = nil
        ) {
            self.text = text
            self.url = RedisURL(
                host: host,
                port: port,
                database: database,
                prefix: prefix,
                user: user,
                password: password
            )
        }

        var testDescription: String { self.text }
    }

    static let good = [
        Good("redis://localhost", "localhost"),
        Good("redis://localhost/", "localhost"),
        Good("REDIS://cache-1.example_net", "cache-1.example_net"),
        Good("redis://127.0.0.1:7000", "127.0.0.1", port: 7000),
        Good("redis://h:1/15", "h", port: 1, database: 15),
        Good("redis://[::1]:6380/2", "::1", port: 6380, database: 2),
        Good("redis://[fe80::1%eth0]", "fe80::1%eth0"),
        Good("redis://:secret@h", "h", password: "secret"),
        Good("redis://app:secret@h:6379/1", "h", database: 1, user: "app", password: "secret"),
        Good("redis://a%40b:p%2Fq%3A%23%3f%20%ED%95%9C@h", "h", user: "a@b", password: "p/q:#? 한"),
        Good("redis://:a:b@c@h", "h", password: "a:b@c"),
        Good("redis://@h", "h"),
        Good("redis://:@h", "h"),
        Good("redis://h?prefix=team.a_b-c:d", "h", prefix: "team.a_b-c:d"),
        Good("redis://h/3?prefix=%61vo2&", "h", database: 3, prefix: "avo2"),
        Good("redis://h?", "h"),
    ]

    @Test("is read", arguments: Self.good)
    func isRead(_ good: Good) throws {
        #expect(try RedisURL(good.text) == good.url)
    }

    static let bad = [
        ("", "look like redis://"),
        ("localhost:6379", "look like redis://"),
        ("http://h", "start with redis://"),
        ("unix:///run/redis.sock", "start with redis://"),
        ("rediss://:hunter2@h", "TLS"),
        ("redis://", "no host"),
        ("redis://:6379", "no host"),
        ("redis:///0", "no host"),
        ("redis://:hunter2@", "no host"),
        ("redis://a b", "no host name has"),
        ("redis://[::1", "without its ]"),
        ("redis://[localhost]", "no IPv6 address"),
        ("redis://[::1]6379", "no IPv6 address"),
        ("redis://h:", "port"),
        ("redis://h:0", "port"),
        ("redis://h:65536", "port"),
        ("redis://h:+1", "port"),
        ("redis://h:99999999999999999999", "port"),
        ("redis://:hunter2/x@h", "%2F"),
        ("redis://user:hunter2?a@h", "%2F"),
        ("redis://user:hunter2#a@h", "%2F"),
        ("redis://user:hunter2", "port"),
        ("redis://user@h", "no password"),
        ("redis://h/a", "database"),
        ("redis://h/-1", "database"),
        ("redis://h/0/1", "database"),
        ("redis://h/4294967296", "database"),
        ("redis://h/0?db=1", "unknown parameter db"),
        ("redis://h/0?password=hunter2", "unknown parameter password"),
        ("redis://h?prefix=", "prefix"),
        ("redis://h?prefix=a&prefix=b", "prefix"),
        ("redis://h?prefix=a%7Bb", "prefix"),
        ("redis://h?prefix=" + String(repeating: "a", count: 65), "prefix"),
        ("redis://h/0#a", "fragment"),
        ("redis://:hunter2%@h", "%"),
        ("redis://:hunter2%zz@h", "%"),
        ("redis://:hunter2%ff@h", "UTF-8"),
    ]

    @Test("is refused with the reason, which never repeats the password", arguments: Self.bad)
    func isRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: RedisError.self) { _ = try RedisURL(text) }
        #expect(error?.code == .invalidURL)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("does not show its password")
    func isDiscreet() throws {
        let url = try RedisURL("redis://app:hunter2@[::1]/3?prefix=x")
        var dumped = ""
        dump([url], to: &dumped)
        for text in ["\(url)", String(reflecting: url), "\([url])", String(reflecting: Optional(url)), dumped] {
            #expect(text.contains("redis://app:***@[::1]:6379/3?prefix=x"), "\(text)")
            #expect(!text.contains("hunter2"))
        }
    }
}
