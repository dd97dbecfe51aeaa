// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// Every target of ours is built the same way: Swift 6, warnings are errors, imports are internal unless said otherwise.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// A module of `Shared/`, named by what it can do.
func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: settings)
}

/// A C library of the system, installed from Debian's packages.
func system(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A room: contract, service and executable, every one of the same shape.
///
/// - Parameters:
///   - listensTo: contracts of other rooms, the only part of them that may be imported.
///   - dependencies: what the service target needs beside its contracts.
///   - migrations: whether the room owns a Postgres schema.
func room(
    _ name: String, listensTo: [String] = [], contract: [Target.Dependency] = [], dependencies: [Target.Dependency],
    migrations: Bool = true
) -> [Target] {
    let title = name.prefix(1).uppercased() + name.dropFirst()
    let contracts = ([title] + listensTo).map { Target.Dependency(stringLiteral: "\($0)Contract") }
    return [
        .target(
            name: "\(title)Contract", dependencies: ["Contract", "JSON", "Time"] + contract,
            path: "Services/\(name)/Contract", swiftSettings: settings),
        .target(
            name: "\(title)Service", dependencies: contracts + dependencies, path: "Services/\(name)",
            exclude: ["Contract", "Run", "README.md"], sources: ["Sources"],
            resources: migrations ? [.embedInCode("Migrations")] : [], swiftSettings: settings),
        .executableTarget(
            name: name, dependencies: [.target(name: "\(title)Service")], path: "Services/\(name)/Run",
            swiftSettings: settings),
    ]
}

/// What every service with a database is made of.
let serviceModules: [Target.Dependency] = [
    "Contract", "Failpoints", "JSON", "Time", "Messaging", "Observability", "Postgres", "Outbox", "Idempotency", "Room",
    "ServiceProcess", argumentParser, configuration, crypto, logging, serviceLifecycle,
]

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let modules: [Target] = [
    system("CRabbitMQ", pkgConfig: "librabbitmq", package: "librabbitmq-dev"),
    system("CPostgres", pkgConfig: "libpq", package: "libpq-dev"),
    system("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
    shared("JSON"),
    shared("Time"),
    shared("Failpoints"),
    shared("Contract", ["JSON", "Time"]),
    shared("OpenAPI", ["Contract", "GatewayContract", "JSON", "Time"]),
    shared("ICalendar", ["Time"]),
    shared("MessageTemplates", ["Contract", "Time", mustache]),
    shared("Observability", ["Time"]),
    shared(
        "SpanExport",
        [
            "JSON", "Observability", "ServiceProcess", "Time", asyncHTTPClient, configuration, logging, nioCore,
            nioHTTP1, serviceLifecycle,
        ]),
    shared("TaskThreads", []),
    shared("AMQP", ["CRabbitMQ", "Observability", "TaskThreads", logging, serviceLifecycle]),
    shared(
        "Postgres",
        ["CPostgres", "Failpoints", "Observability", "TaskThreads", "Time", crypto, logging, serviceLifecycle]),
    shared(
        "Messaging", ["AMQP", "Contract", "Failpoints", "JSON", "Observability", "Time", logging, serviceLifecycle]),
    shared("AsyncAPI", ["Contract", "JSON", "Messaging", "OpenAPI"]),
    shared(
        "Outbox",
        [
            "AMQP", "Contract", "Failpoints", "JSON", "Messaging", "Observability", "Postgres", "Time", logging,
            serviceLifecycle,
        ]),
    shared("Idempotency", ["Contract", "Failpoints", "JSON", "Messaging", "Postgres", crypto]),
    shared("TestSupport", ["Postgres", "Time", logging, serviceLifecycle]),
    shared(
        "ServiceProcess",
        [
            "JSON", "Observability", "Time", configuration, hummingbird, logging, nioCore, serviceLifecycle,
            unixSignals,
        ]),
    shared(
        "Room",
        [
            "AMQP", "Contract", "Messaging", "Observability", "Outbox", "Postgres", "ServiceProcess", "SpanExport",
            "Time", argumentParser, configuration, logging, serviceLifecycle,
        ]),
]

let rooms: [Target] =
    room(
        "scheduling", listensTo: ["Participants", "Notifications"], contract: ["MessageTemplates"],
        dependencies: serviceModules)
    + room("participants", listensTo: ["Scheduling", "Notifications"], dependencies: serviceModules)
    + room("calendar", listensTo: ["Scheduling"], dependencies: serviceModules + ["ICalendar"])
    + room(
        "notifications", listensTo: ["Scheduling", "Participants"],
        contract: ["MessageTemplates", "SchedulingContract"],
        dependencies: serviceModules + [
            "CCurl", "ICalendar", "MessageTemplates", asyncHTTPClient, nioCore, nioHTTP1,
        ])
    + room(
        "gateway", listensTo: ["Scheduling", "Participants", "Calendar", "Notifications"],
        dependencies: [
            "AMQP", "Contract", "JSON", "Time", "Messaging", "Observability", "OpenAPI", "ServiceProcess",
            "SpanExport", argumentParser,
            asyncHTTPClient, configuration, crypto, httpTypes, hummingbird, hummingbirdCore, jwtKit, logging, nioCore,
            nioHTTP1,
            nioHTTPTypes, serviceLifecycle,
        ],
        migrations: false)

/// The generator of what derives from the contracts: broker definitions and documents.
let documents = Target.executableTarget(
    name: "contracts",
    dependencies: [
        "AsyncAPI", "Contract", "JSON", "Messaging", "OpenAPI", "SchedulingContract", "ParticipantsContract",
        "CalendarContract", "NotificationsContract", argumentParser,
    ],
    path: "Shared/Documents", swiftSettings: settings)

/// The harness that breaks a running instance and counts what is lost, doubled or left behind.
let faults = Target.executableTarget(
    name: "faults",
    dependencies: [
        "AMQP", "Failpoints", "JSON", "Messaging", "Postgres", "Time", argumentParser, asyncHTTPClient, logging,
        nioCore,
        nioHTTP1,
    ],
    path: "Tests/Faults", swiftSettings: settings)

let suites: [Target] = [
    tests("TimeTests", ["Time"]),
    tests("JSONTests", ["JSON"]),
    tests(
        "ContractTests",
        [
            "AsyncAPI", "Contract", "JSON", "OpenAPI", "Time", "SchedulingContract", "ParticipantsContract",
            "CalendarContract", "NotificationsContract",
        ]),
    tests("TaskThreadsTests", ["TaskThreads"]),
    tests(
        "ObservabilityTests",
        [
            "JSON", "Observability", "ServiceProcess", "SpanExport", "Time", asyncHTTPClient, configuration, logging,
        ]),
    tests("AMQPTests", ["AMQP", "CRabbitMQ", "TestSupport", logging, serviceLifecycle]),
    tests("PostgresTests", ["Postgres", "TestSupport", "Time", logging, serviceLifecycle]),
    tests(
        "MessagingTests",
        ["AMQP", "Contract", "JSON", "Messaging", "Observability", "Time", logging, serviceLifecycle]),
    tests(
        "OutboxTests",
        [
            "AMQP", "Contract", "JSON", "Messaging", "Observability", "OpenAPI", "Outbox", "Postgres",
            "Room", "SchedulingContract",
            "SchedulingService", "TestSupport", "Time", logging,
        ]),
    tests(
        "GatewayTests",
        [
            "AMQP", "Contract", "GatewayContract", "GatewayService", "JSON", "Messaging", "Observability", "OpenAPI",
            "SchedulingContract", "ServiceProcess", "SpanExport", "Time", configuration,
            crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdCore, logging, nioCore, serviceLifecycle,
        ]),
    tests(
        "SchedulingTests",
        [
            "Contract", "JSON", "Messaging", "NotificationsContract", "Outbox", "ParticipantsContract", "Postgres",
            "SchedulingContract", "SchedulingService", "TestSupport", "Time", logging,
        ]),
    tests(
        "ParticipantsTests",
        [
            "Contract", "JSON", "Messaging", "NotificationsContract", "Outbox", "ParticipantsContract",
            "ParticipantsService", "Postgres", "SchedulingContract", "ServiceProcess", "TestSupport", "Time", logging,
        ]),
    tests(
        "CalendarTests",
        [
            "CalendarContract", "CalendarService", "Contract", "ICalendar", "JSON", "Messaging", "Outbox", "Postgres",
            "SchedulingContract", "TestSupport", "Time", logging,
        ]),
    tests(
        "NotificationsTests",
        [
            "Contract", "ICalendar", "JSON", "MessageTemplates", "Messaging", "NotificationsContract",
            "NotificationsService", "Observability", "Outbox",
            "ParticipantsContract", "Postgres", "SchedulingContract", "ServiceProcess", "TestSupport", "Time",
            configuration, logging,
        ]),
    tests(
        "EndToEndTests",
        [
            "AMQP", "CalendarContract", "Contract", "JSON", "NotificationsContract", "OpenAPI", "ParticipantsContract",
            "Postgres", "SchedulingContract", "TestSupport", "Time", asyncHTTPClient, logging, nioCore,
            serviceLifecycle,
        ]),
]

let package = Package(
    name: "appointments",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // 2.100.0 bounds header blocks (CVE-2026-28980); hummingbird alone would accept an older one.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: modules + rooms + [documents, faults] + suites
)
