// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct AMQPAddressTests {
    @Test func everyPartIsRead() throws {
        let address = try AMQPAddress(url: "amqp://scheduling:s%40cr%2Fet@broker.example:5673/one%2Ftwo")
        #expect(address.host == "broker.example" && address.port == 5673)
        #expect(address.user == "scheduling" && address.password == "s@cr/et" && address.virtualHost == "one/two")
    }

    @Test(arguments: ["amqp://h", "amqp://h/", "amqp://h:5672/%2F"])
    func whatIsLeftOutHasTheUsualValue(url: String) throws {
        let address = try AMQPAddress(url: url)
        #expect(address.port == 5672 && address.user == "guest" && address.password == "guest")
        #expect(address.virtualHost == "/")
    }

    @Test func anIPv6HostLosesItsBrackets() throws {
        #expect(try AMQPAddress(url: "amqp://[::1]:5672/").host == "::1")
    }

    @Test func severalNodesAreReadInTheirOrder() throws {
        let address = try AMQPAddress(url: "amqp://u:a%2Cb@one:1/v,amqp://u:c@two/v,amqp://u:d@three:3/v")
        #expect(address.host == "one" && address.password == "a,b")
        #expect(address.nodes.map(\.host) == ["one", "two", "three"])
        #expect(address.nodes.map(\.port) == [1, 5672, 3])
        #expect(address.nodes.allSatisfy { $0.nodes == [$0] })
        #expect("\(address)" == "amqp://u@one:1/v,amqp://u@two:5672/v,amqp://u@three:3/v")
    }

    @Test(
        arguments: [
            "", "h", ",", "amqp://h,", "amqp://h,http://h", "amqp://u:s3cret@h,two", "http://h/", "amqps://h/",
            "amqp:///v", "amqp://h:0/", "amqp://h:70000/", "amqp://h/a/b",
            "amqp://u:s3cret%00x@h/",
        ])
    func anythingElseIsRefusedWithoutRepeatingIt(url: String) {
        let failure = #expect(throws: AMQPFailure.self) { try AMQPAddress(url: url) }
        #expect(failure?.code == .address)
        #expect(failure.map { !"\($0)".contains("s3cret") } == true)
    }

    @Test func thePasswordIsNeverPrinted() throws {
        let address = try AMQPAddress(url: "amqp://user:s3cret@h:1/v")
        var dumped = ""
        dump(address, to: &dumped)
        dump([address], to: &dumped)
        #expect(!"\(address) \(String(reflecting: address)) \([address]) \(dumped)".contains("s3cret"))
    }
}
