// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of their layers (ARCHITECTURE.md): a module imports only what is
// above it here. The compiler enforces it: see `--explicit-target-dependency-import-check`.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The picture kernel trades checks for speed and wants 256-bit vectors.
#if arch(x86_64)
    let kernel: [SwiftSetting] = [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=x86-64-v3"])]
#else
    let kernel: [SwiftSetting] = [.unsafeFlags(["-Ounchecked"])]
#endif

func library(
    _ name: String, _ path: String, _ dependencies: [Target.Dependency] = [],
    settings: [SwiftSetting] = [], resources: [Resource]? = nil, exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/" + path, exclude: exclude,
        resources: resources,
        swiftSettings: strict + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/" + name, exclude: exclude,
        swiftSettings: strict)
}

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let collections = product(name: "Collections", package: "swift-collections")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let ssl = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nio = product(name: "NIOCore", package: "swift-nio")
    static let yams = product(name: "Yams", package: "Yams")
    static let protobuf = product(name: "SwiftProtobuf", package: "swift-protobuf")
}

let package = Package(
    name: "reelmill",
    products: [
        .executable(name: "reelmill", targets: ["reelmill"]),
        .library(name: "FarmTransport", targets: ["FarmTransport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // 0
        library("FarmModel", "Shared/Model"),
        .systemLibrary(name: "CZeroMQ", path: "Sources/Shared/CZeroMQ"),
        .systemLibrary(name: "CLibAV", path: "Sources/Shared/CLibAV"),
        .systemLibrary(name: "CFluidSynth", path: "Sources/Generation/CFluidSynth"),
        .systemLibrary(name: "CLanes", path: "Sources/Generation/CLanes"),

        // 1
        library("Picture", "Generation/Picture", ["FarmModel", "CLanes"], settings: kernel),
        library(
            "Director", "Generation/Director", ["FarmModel"],
            resources: [.embedInCode("Vocabulary")]),
        library("Soundtrack", "Generation/Soundtrack", ["FarmModel", "CFluidSynth"]),
        library(
            "Previz", "Generation/Previz", ["FarmModel", "Picture"],
            resources: [.embedInCode("Puppets")]),

        // 2
        library("SchedulerCore", "Scheduler/Core", ["FarmModel", .collections]),
        library("WorkerCore", "Worker/Core", ["FarmModel"]),
        library(
            "FarmWire", "Shared/Wire", ["FarmModel", .protobuf, .crypto], exclude: ["Protocol"]),
        library("FarmMedia", "Shared/Media", ["FarmModel", "CLibAV"]),
        library("FarmSettings", "Shared/Settings", ["FarmModel", .yams]),

        // 3
        library(
            "SchedulerStore", "Scheduler/Store", ["FarmModel", "SchedulerCore", .grdb, .sqlite]),
        library(
            "FarmTransport", "Shared/Transport", ["FarmModel", "FarmWire", "CZeroMQ", .crypto]),
        library(
            "WorkerEngines", "Worker/Engines",
            ["FarmModel", "Director", "Previz", "Picture", "Soundtrack"]),

        library(
            "StudioCore", "Studio/Core", ["FarmModel", .grdb, .sqlite, .crypto, .cryptoExtras]),

        // 4
        library(
            "SchedulerSimulator", "Scheduler/Simulator",
            ["FarmModel", "SchedulerCore", "WorkerCore", .collections]),
        library(
            "FarmForecast", "Scheduler/Forecast",
            ["FarmModel", "SchedulerCore", "SchedulerSimulator", .yams]),
        library(
            "SchedulerService", "Scheduler/Service",
            [
                "FarmModel", "SchedulerCore", "SchedulerStore", "FarmWire", "FarmTransport",
                "FarmMedia", "FarmSettings", .collections, .crypto, .logging,
            ]),
        library(
            "FarmLoad", "Scheduler/Load",
            ["FarmModel", "FarmWire", "FarmTransport", .collections, .crypto, .yams]),
        library(
            "SchedulerOperations", "Scheduler/Operations",
            ["SchedulerService", .hummingbird, .httpTypes, .nio, .logging]),
        library(
            "WorkerService", "Worker/Service",
            [
                "FarmModel", "Director", "Soundtrack", "WorkerCore", "WorkerEngines", "FarmWire",
                "FarmTransport", "FarmMedia", .collections, .crypto, .logging,
            ]),

        library(
            "StudioWeb", "Studio/Web",
            [
                "FarmModel", "Picture", "Director", "FarmWire", "FarmMedia", "FarmTransport",
                "StudioCore", .hummingbird, .hummingbirdCore, .hummingbirdTLS, .httpTypes, .nio,
                .ssl, .crypto,
                .logging,
            ], resources: [.embedInCode("App")]),

        // 5
        .executableTarget(
            name: "reelmill",
            dependencies: [
                "FarmModel", "Director", "Previz", "Soundtrack", "WorkerEngines", "FarmWire",
                "FarmTransport", "FarmMedia", "FarmSettings", "FarmForecast", "FarmLoad",
                "SchedulerOperations",
                "SchedulerStore", "SchedulerService", "SchedulerSimulator", "WorkerService",
                "StudioCore", "StudioWeb",
                .argumentParser,
                .logging,
            ],
            path: "Sources/CLI", swiftSettings: strict),

        tests("DirectorTests", ["FarmModel", "Director"]),
        tests("PictureTests", ["FarmModel", "Picture"]),
        tests("PrevizTests", ["FarmModel", "Picture", "Previz"]),
        tests("SoundtrackTests", ["FarmModel", "Soundtrack"]),
        tests("SchedulerCoreTests", ["FarmModel", "SchedulerCore"]),
        tests("WorkerCoreTests", ["FarmModel", "WorkerCore"]),
        tests("FarmForecastTests", ["FarmModel", "FarmForecast"]),
        tests("FarmLoadTests", ["FarmModel", "FarmWire", "FarmLoad"]),
        tests("FarmWireTests", ["FarmModel", "FarmWire"]),
        tests("FarmMediaTests", ["FarmModel", "FarmMedia"]),
        tests("FarmSettingsTests", ["FarmModel", "FarmSettings", "SchedulerService"]),
        tests(
            "SchedulerStoreTests", ["FarmModel", "SchedulerCore", "SchedulerStore"],
            exclude: ["Fixtures"]),
        tests(
            "SchedulerServiceTests",
            ["FarmModel", "FarmWire", "FarmTransport", "SchedulerService", .logging]),
        tests("FarmTransportTests", ["FarmModel", "FarmWire", "FarmTransport", .crypto]),
        tests("SchedulerSimulatorTests", ["FarmModel", "SchedulerCore", "SchedulerSimulator"]),
        tests(
            "StudioWebTests",
            [
                "FarmModel", "FarmWire", "FarmTransport", "StudioCore", "StudioWeb", .hummingbird,
                .hummingbirdTesting, .httpTypes, .nio, .logging,
            ]),
        tests("StudioCoreTests", ["FarmModel", "StudioCore", .grdb]),
        tests(
            "EndToEndTests",
            ["FarmModel", "FarmWire", "FarmTransport", "FarmMedia", "reelmill"]),
        tests("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)
