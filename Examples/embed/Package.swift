// swift-tools-version: 6.2
import PackageDescription

// An embedder names the core and the adapters it uses, and links nothing else.
let package = Package(
    name: "embed",
    dependencies: [
        .package(name: "avo", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "Embed",
            dependencies: [
                .product(name: "JobsApplication", package: "avo"),
                .product(name: "JobsInMemory", package: "avo"),
                .product(name: "JobsSystem", package: "avo"),
            ]
        )
    ]
)
