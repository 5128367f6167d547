// swift-tools-version: 6.2
import PackageDescription

// Beside the main package, so that nobody who only builds AVO fetches the benchmark library. Without its traits
// the library counts no allocations and needs nothing but itself.
let package = Package(
    name: "avo-benchmarks",
    dependencies: [
        .package(name: "avo", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Jobs",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "JobsApplication", package: "avo"),
                .product(name: "JobsDomain", package: "avo"),
                .product(name: "JobsInMemory", package: "avo"),
                .product(name: "JobsSQLite", package: "avo"),
                .product(name: "JobsSystem", package: "avo"),
                .product(name: "LanguageModelFake", package: "avo"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Jobs",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .target(name: "CAllocations", path: "CAllocations"),
        .executableTarget(
            name: "Core",
            dependencies: [
                "CAllocations",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "JobsApplication", package: "avo"),
                .product(name: "JobsDomain", package: "avo"),
                .product(name: "JobsInMemory", package: "avo"),
                .product(name: "JobsSystem", package: "avo"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Core",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)
