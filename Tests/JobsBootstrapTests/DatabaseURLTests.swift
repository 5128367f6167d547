import JobsSQLite
import Testing

@testable import JobsBootstrap

@Suite("DATABASE_URL")
struct DatabaseURLTests {
    @Test(
        "a SQLite URL names a file or the memory",
        arguments: [
            ("sqlite://avo.sqlite", .file("avo.sqlite")), ("sqlite://data/avo.sqlite", .file("data/avo.sqlite")),
            ("sqlite://./avo.sqlite", .file("./avo.sqlite")), ("sqlite:///avo.sqlite", .file("/avo.sqlite")),
            ("sqlite:///var/lib/avo.sqlite", .file("/var/lib/avo.sqlite")),
            ("sqlite:///./avo.sqlite", .file("./avo.sqlite")), ("sqlite://작업.sqlite", .file("작업.sqlite")),
            ("sqlite://a b.sqlite", .file("a b.sqlite")), ("sqlite::memory:", .memory),
            ("sqlite://:memory:", .memory),
        ] as [(String, SQLiteLocation)]
    )
    func locations(url: String, location: SQLiteLocation) throws {
        #expect(try configuration(["DATABASE_URL": url]).database == location)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "avo.sqlite", "/var/lib/avo.sqlite", "sqlite", "sqlite:", "sqlite:/avo.sqlite", "sqlite://", "sqlite:///",
            "sqlite:///var/lib/", "sqlite:///./", "sqlite://avo.sqlite?mode=ro", "mysql://localhost/avo",
            "http://localhost", " sqlite://avo.sqlite", "SQLITE://avo.sqlite", "file:avo.sqlite",
        ]
    )
    func refuses(_ url: String) {
        #expect(problems(["DATABASE_URL": url]).map(\.variable) == ["DATABASE_URL"])
    }

    @Test(
        "PostgreSQL is refused by name",
        arguments: ["postgres://localhost/avo", "postgresql://user:password@host:5432/avo?sslmode=require"]
    )
    func postgres(_ url: String) {
        let found = problems(["DATABASE_URL": url])
        #expect(found.map(\.variable) == ["DATABASE_URL"])
        #expect(found.first?.message.contains("PostgreSQL") ?? false)
        #expect(found.first?.message.contains("password@") == false)
    }
}
