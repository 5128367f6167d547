// swift-tools-version: 6.2
import PackageDescription

// The manifest is the drawing of the architecture: targets stand in ring order and a ring names
// only rings further in. `make lint` compares the rings (scripts/check-rings.py) and every build
// runs with `--explicit-target-dependency-import-check error`, so an undeclared import fails too.

// MARK: - Libraries from elsewhere

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// MARK: - Rings

/// One technology that knows nothing of jobs: a library that could live in a repository of its own.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Libraries/\(name)")
}

/// Ring 1 and the two rings of values an adapter may use, and its one library.
func adapter(_ name: String, _ libraries: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(
        name: name,
        dependencies: ["JobsDomain", "JobsApplication", log] + libraries,
        path: "Sources/Adapters/\(name)",
        resources: resources
    )
}

func cLibrary(_ name: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/CLibraries/\(name)", providers: [.apt([package])])
}

let rings: [Target] = [
    // Ring 0: values and rules.
    .target(name: "JobsDomain"),

    // Ring 1: ports, use cases, workflows, the worker loop.
    .target(name: "JobsApplication", dependencies: ["JobsDomain", log]),

    // Libraries of our own, which only adapters use.
    library(
        "HTTPConnections",
        [log, hummingbirdCore, httpTypes, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioWebSocket]
    ),
    library("HTTPTransport", [log, "CCurl"]),

    // Ring 2: one technology a target, never each other.
    adapter("JobsSystem"),
    adapter("JobsInMemory"),
    adapter("JobsSQLite", [grdb, grdbSQLite]),
    adapter("JobsHTTPAPI", ["HTTPConnections", hummingbird, hummingbirdCore, httpTypes, nioCore]),
    adapter("JobsHTTPClient", ["HTTPTransport"]),
    adapter("LanguageModelHTTP", ["HTTPTransport"]),
    adapter("LanguageModelFake"),
    adapter("JobsPostgres", ["CLibPQ"]),
    adapter("JobsRedis", ["CHiredis"]),
    cLibrary("CCurl", package: "libcurl4-openssl-dev"),
    cLibrary("CLibPQ", package: "libpq-dev"),
    cLibrary("CHiredis", package: "libhiredis-dev"),

    // Beside the rings: the contract suites and helpers for tests.
    .target(name: "JobsTesting", dependencies: ["JobsDomain", "JobsApplication", log]),

    // Ring 3: reads the configuration and chooses adapters.
    .target(
        name: "JobsBootstrap",
        dependencies: [
            "JobsDomain", "JobsApplication", "JobsSystem", "JobsInMemory", "JobsSQLite", "JobsPostgres", "JobsRedis",
            "JobsHTTPAPI", "JobsHTTPClient", "HTTPConnections", "HTTPTransport", "LanguageModelHTTP",
            "LanguageModelFake", log, lifecycle, unixSignals, configuration, argumentParser, systemPackage,
            hummingbird, nioCore,
        ]
    ),
    .executableTarget(name: "Server", dependencies: ["JobsBootstrap", argumentParser]),
    .executableTarget(name: "Worker", dependencies: ["JobsBootstrap", argumentParser]),
]

/// Tests see what they test, the contract suites and the in-memory adapters.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name,
        dependencies: ["JobsDomain", "JobsApplication", "JobsTesting", "JobsSystem", "JobsInMemory", log]
            + dependencies,
        resources: resources
    )
}

let testTargets: [Target] = [
    // Real PostgreSQL and Redis servers for tests, on free ports.
    .target(name: "TestServices", dependencies: ["CSpawn"], path: "Tests/TestServices"),
    .target(name: "CSpawn", path: "Tests/CSpawn"),
    // Providers of models as they are on the wire, with every fault that they have.
    .target(name: "FakeProviders", dependencies: ["JobsDomain"], path: "Tests/FakeProviders"),
    tests("JobsDomainTests", []),
    tests("JobsApplicationTests", ["LanguageModelFake"], resources: [.copy("Gold")]),
    tests("SimulationTests", []),
    tests("PortConformanceTests", ["JobsSQLite", "JobsPostgres", "JobsRedis", "LanguageModelFake", "TestServices"]),
    tests("JobsSQLiteTests", ["JobsSQLite", grdb]),
    tests("JobsPostgresTests", ["JobsPostgres", "TestServices"]),
    tests("JobsRedisTests", ["JobsRedis", "TestServices"]),
    tests("LanguageModelFakeTests", ["LanguageModelFake"]),
    tests("HTTPTransportTests", ["HTTPTransport"]),
    tests("LanguageModelHTTPTests", ["LanguageModelHTTP", "HTTPTransport"]),
    tests("ProviderFaultTests", ["LanguageModelHTTP", "HTTPTransport", "FakeProviders", "TestServices"]),
    tests(
        "JobsHTTPAPITests",
        ["JobsHTTPAPI", "HTTPConnections", "TestServices", "LanguageModelFake", hummingbird, httpTypes, nioCore]
    ),
    tests("JobsHTTPClientTests", ["JobsHTTPClient", "HTTPTransport"]),
    // Raw connections, good and bad, against the server's side of HTTP and WebSocket.
    tests(
        "HTTPConnectionsTests",
        [
            "HTTPConnections", "TestServices", hummingbird, hummingbirdCore, httpTypes, nioCore, nioPosix, nioEmbedded,
            nioHTTP1, nioWebSocket,
        ]
    ),
    tests("JobsBootstrapTests", ["JobsBootstrap", "JobsSQLite", "JobsPostgres", "JobsHTTPClient"]),
    tests("EndToEndTests", ["JobsSQLite", "TestServices", grdb]),
]

let package = Package(
    name: "avo",
    products: [
        .executable(name: "avo-server", targets: ["Server"]),
        .executable(name: "avo-worker", targets: ["Worker"]),
        .library(name: "JobsDomain", targets: ["JobsDomain"]),
        .library(name: "JobsApplication", targets: ["JobsApplication"]),
        .library(name: "JobsSystem", targets: ["JobsSystem"]),
        .library(name: "JobsInMemory", targets: ["JobsInMemory"]),
        .library(name: "JobsSQLite", targets: ["JobsSQLite"]),
        .library(name: "JobsPostgres", targets: ["JobsPostgres"]),
        .library(name: "JobsRedis", targets: ["JobsRedis"]),
        .library(name: "JobsHTTPAPI", targets: ["JobsHTTPAPI"]),
        .library(name: "JobsHTTPClient", targets: ["JobsHTTPClient"]),
        .library(name: "HTTPTransport", targets: ["HTTPTransport"]),
        .library(name: "LanguageModelHTTP", targets: ["LanguageModelHTTP"]),
        .library(name: "LanguageModelFake", targets: ["LanguageModelFake"]),
        .library(name: "JobsTesting", targets: ["JobsTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: rings + testTargets
)

// MARK: - Settings, once for every target

/// A misspelt upcoming feature is silently off: `JobsDomain/StrictSettings.swift` asks the compiler
/// whether each of these is really on.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

for target in package.targets where target.type != .system {
    target.swiftSettings = strict
}
