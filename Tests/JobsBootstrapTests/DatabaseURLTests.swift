import JobsPostgres
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
        #expect(try configuration(["DATABASE_URL": url]).database == .sqlite(location))
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
        "a PostgreSQL URL is taken, whatever it leaves to the environment",
        arguments: [
            "postgres://localhost/avo", "postgresql://user:password@host:5432/avo?sslmode=require", "postgres://",
            "postgres:///avo?host=/run/postgresql", "postgres://a,b:5433/avo?target_session_attrs=read-write",
        ]
    )
    func postgres(_ url: String) throws {
        #expect(try configuration(["DATABASE_URL": url]).database == .postgres(PostgresAddress(url: url)))
    }

    @Test(
        "a PostgreSQL URL that is none is refused, and its password is not repeated",
        arguments: [
            "postgres://user:secret@host:port/avo", "postgres://user:secret@host/avo?sslmod=require",
            "postgres://user:secret%zz@host/avo", "postgres://user:secret@[::1/avo",
        ]
    )
    func badPostgres(_ url: String) {
        let found = problems(["DATABASE_URL": url])
        #expect(found.map(\.variable) == ["DATABASE_URL"])
        #expect(found.first?.message.contains("secret") == false)
    }
}
