// SPDX-License-Identifier: Apache-2.0
import Contract
import Testing

@testable import GatewayService

@Suite struct RouteTableTests {
    private let table: RouteTable

    init() throws {
        table = try RouteTable(GatewayService.contracts)
    }

    @Test func everyPublicOperationOfTheContractsIsReachedByItsRoute() throws {
        for contract in GatewayService.contracts {
            for operation in contract.operations {
                guard let route = operation.route else { continue }
                let path = route.segments.map { segment in
                    switch segment {
                    case .fixed(let text): "/\(text)"
                    case .parameter(let name): "/value-of-\(name)"
                    }
                }.joined()
                for form in [path, path + "/"] {
                    let (found, parameters) = try #require(target(route.method.rawValue, form))
                    #expect(found.name == operation.name)
                    #expect(found.service == contract.service)
                    #expect(parameters == found.parameters.map { "value-of-\($0)" })
                }
            }
        }
    }

    @Test func privateOperationsHaveNoRoute() {
        #expect(target("POST", "/appointment.find_facts") == nil)
        #expect(target("POST", "/participants") == nil)
    }

    @Test func fixedSegmentsWinOverParameters() throws {
        #expect(target("PUT", "/api/appointments/reschedule")?.0.name == "appointment.reschedule")
        #expect(allowed("GET", "/api/appointments/reschedule") == [.put])
        #expect(target("GET", "/api/appointments/rescheduled")?.1 == ["rescheduled"])
        #expect(target("GET", "/api/appointments/count")?.0.name == "appointment.count")
        #expect(target("PUT", "/api/appointments/count/end") == nil)
        #expect(target("PUT", "/api/appointments/counted/end")?.0.name == "appointment.end")
    }

    @Test func fixedSegmentsAreFoundInTheirEncodedForm() {
        #expect(target("PUT", "/api/%61ppointments/re%73chedule/")?.0.name == "appointment.reschedule")
    }

    @Test(arguments: [
        ("/api/appointments/a%2Fb", "a/b"), ("/api/appointments/%C3%A4", "ä"), ("/api/appointments/a+b", "a+b"),
        ("/api/appointments/a%20b/", "a b"), ("/api/appointments/..", ".."), ("/api/appointments/%2e%2e", ".."),
    ])
    func parametersArePercentDecodedEachForItself(path: String, value: String) {
        #expect(target("GET", path)?.1 == [value])
    }

    @Test(arguments: [
        "", "/", "//", "api/appointments", "/api", "/api/", "/api//appointments", "/api/appointments//",
        "//api/appointments",
        "/api/appointments/%", "/api/appointments/%4", "/api/appointments/%zz", "/api/appointments/%00",
        "/api/appointments/%ff", "/api/appointments/%C3", "/api/appointments/a/b", "/API/appointments", "/health",
        "/health/live/x", "/problems", "*",
    ])
    func whatNoRouteDescribesIsUnknown(path: String) {
        guard case .unknown = table.match(method: "GET", path: path) else {
            Issue.record("\(path) leads somewhere")
            return
        }
    }

    @Test(arguments: [
        ("DELETE", "/api/appointments"), ("PATCH", "/api/appointments/"), ("HEAD", "/api/appointments"),
        ("get", "/api/appointments"), ("OPTIONS", "/api/appointments"),
    ])
    func anotherMethodIsNotAllowedAndTheOthersAreNamed(method: String, path: String) {
        #expect(allowed(method, path).map { Set($0) } == [.get, .post, .put])
    }

    @Test func theGatewaysOwnPagesAnswerGetOnly() {
        for path in ["/health/live", "/health/ready/", "/problems/slot-taken"] {
            #expect(allowed("POST", path) == [.get])
        }
    }

    @Test func twoOperationsOnOneRouteAreRefused() {
        let twice = ServiceContract(.calendar, operations: GatewayService.contracts[0].operations)
        #expect(throws: RouteConflict.self) { try RouteTable([GatewayService.contracts[0], twice]) }
    }

    private func target(_ method: String, _ path: String) -> (OpenOperation, [String])? {
        switch table.match(method: method, path: path) {
        case .found(.operation(let operation), let parameters): (operation, parameters)
        case .found(.live, _), .found(.ready, _), .found(.problem, _), .found(.document, _), .notAllowed, .unknown: nil
        }
    }

    private func allowed(_ method: String, _ path: String) -> [Route.Method]? {
        guard case .notAllowed(let methods) = table.match(method: method, path: path) else { return nil }
        return methods
    }
}
