// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import ServiceProcess
import Testing

@testable import GatewayService

@Suite struct RequestLimitsTests {
    private let clock = MovedClock()
    private let limits: RequestLimits

    init() {
        limits = RequestLimits(
            perSubject: RequestRate(quota: 3, seconds: 60), perAddress: RequestRate(quota: 1, seconds: 1),
            now: { [clock] in clock.nanoseconds })
    }

    @Test func whatIsLeftIsToldInStructuredForm() throws {
        var fields = HTTPFields()
        try limits.count(verdict("u", ["a"]), from: "192.0.2.1", telling: &fields)
        #expect(fields[.rateLimitPolicy] == #""subject";q=3;w=60"#)
        #expect(fields[.rateLimit] == #""subject";r=2;t=20"#)
        #expect(fields[.retryAfter] == nil)
        try limits.count(nil, from: "192.0.2.1", telling: &fields)
        #expect(fields[.rateLimitPolicy] == #""address";q=1;w=1"#)
        #expect(fields[.rateLimit] == #""address";r=0;t=1"#)
        let problem = #expect(throws: Problem.self) { try limits.count(nil, from: "192.0.2.1", telling: &fields) }
        #expect(problem?.type == .tooManyRequests)
        #expect(fields[.rateLimit] == #""address";r=0;t=1"#)
        #expect(fields[.retryAfter] == "1")
    }

    @Test func theQuotaComesBackWithTime() throws {
        #expect(isAdmitted(nil, "192.0.2.1"))
        #expect(!isAdmitted(nil, "192.0.2.1"))
        clock.move(by: .seconds(1))
        #expect(isAdmitted(nil, "192.0.2.1"))
    }

    @Test func eachSubjectOfEachTenantHasAQuotaOfItsOwn() {
        for verdict in [verdict("u", ["a"]), verdict("v", ["a"]), verdict("u", ["b"]), verdict("u", ["a", "b"])] {
            for _ in 1...3 {
                #expect(isAdmitted(verdict, "192.0.2.1"))
            }
            #expect(!isAdmitted(verdict, "192.0.2.2"))
        }
        #expect(!isAdmitted(verdict("u", ["b", "a"]), "192.0.2.1"))
    }

    @Test func anAddressIsANetworkWhereTheClientChoosesTheRest() {
        #expect(ClientNetwork.key(of: "192.0.2.1") == "192.0.2.1")
        #expect(ClientNetwork.key(of: "2001:db8:0:1::1") == ClientNetwork.key(of: "2001:DB8::1:ffff:ffff:ffff:ffff"))
        #expect(ClientNetwork.key(of: "2001:db8:0:1::1") != ClientNetwork.key(of: "2001:db8:0:2::1"))
        #expect(ClientNetwork.key(of: "") == "")
        #expect(ClientNetwork.key(of: "fe80::1%eth0") == "fe80::1%eth0")
    }

    @Test(arguments: [("1", 1, 1), ("100000", 100_000, 1), ("1000/10", 1_000, 10), ("1000000/3600", 1_000_000, 3_600)])
    func aRateIsReadFromText(text: String, quota: Int, seconds: Int) throws {
        #expect(try RequestRate(text, of: "LIMIT") == RequestRate(quota: quota, seconds: seconds))
    }

    @Test(arguments: ["", "0", "-1", "1000001", "1/0", "1/3601", "1/", "/1", "1/1/1", "a", "1.5", " 1"])
    func whatIsNoRateIsRefused(text: String) {
        let fault = #expect(throws: ConfigurationFault.self) { try RequestRate(text, of: "LIMIT") }
        #expect(fault?.description.hasPrefix("LIMIT: ") == true)
    }

    private func verdict(_ subject: String, _ applications: [String]) -> Verdict {
        Verdict(caller: Caller(subject: subject, applications: applications), expiry: 0)
    }

    private func isAdmitted(_ verdict: Verdict?, _ address: String) -> Bool {
        var fields = HTTPFields()
        return (try? limits.count(verdict, from: address, telling: &fields)) != nil
    }
}
