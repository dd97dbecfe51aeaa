// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "223.255.255.255",
        "2606:4700::1111", "2a00:1450:4001::1", "2003::1",
    ])
    func publicServersMayBeAsked(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12:3456::1",
        "fe80::1", "fec0::1", "ff02::1",
    ])
    func whatIsNotEverybodysIsNotPublic(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic == false)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.0.0.1", "2130706433", "[::1]", "fe80::1%lo", "host"])
    func anythingElseIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func textsAreReadBackAsTheSameAddress() throws {
        for text in ["10.0.200.1", "2001:db8::1", "::", "fe80::abcd:0:1"] {
            let address = try #require(IPAddress(text))
            #expect(IPAddress(address.text) == address)
        }
    }

    @Test func networksHoldWhatBeginsAlike() throws {
        let network = try #require(IPNetwork("10.128.0.0/9"))
        #expect(network.contains(try #require(IPAddress("10.255.0.1"))))
        #expect(!network.contains(try #require(IPAddress("10.127.255.255"))))
        #expect(!network.contains(try #require(IPAddress("::1"))))
        let all = try #require(IPNetwork("0.0.0.0/0"))
        #expect(all.contains(try #require(IPAddress("200.1.2.3"))))
        let one = try #require(IPNetwork("fd00::7"))
        #expect(one.contains(try #require(IPAddress("fd00::7"))))
        #expect(!one.contains(try #require(IPAddress("fd00::8"))))
        for text in ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "x/8", "10.0.0.0/8/8"] {
            #expect(IPNetwork(text) == nil, "\(text)")
        }
    }

    @Test func whatTheOperatorListsMayBeAskedToo() throws {
        let allowed = try #require(AllowedDestinations("localhost, 10.1.0.0/16,::1"))
        let loopback = try #require(IPAddress("127.0.0.1"))
        #expect(allowed.allows(loopback, of: "LOCALHOST"))
        #expect(!allowed.allows(loopback, of: "localhost.example.org"))
        #expect(allowed.allows(try #require(IPAddress("10.1.2.3")), of: "relay.example.org"))
        #expect(!allowed.allows(try #require(IPAddress("10.2.2.3")), of: "relay.example.org"))
        #expect(allowed.allows(try #require(IPAddress("9.9.9.9")), of: "anybody.example.org"))
        #expect(AllowedDestinations("") != nil)
        #expect(AllowedDestinations("http://x") == nil)
        #expect(AllowedDestinations("10.0.0.0/99") == nil)
    }

    @Test func aNameIsRefusedForItsAddresses() async throws {
        let none = Destinations(allowed: try #require(AllowedDestinations("")))
        for host in ["localhost", "127.0.0.1", "[::1]", "169.254.169.254"] {
            await #expect(throws: DestinationFault.forbidden) { try await none.addresses(of: host) }
        }
        await #expect(throws: DestinationFault.unknown) { try await none.addresses(of: "999.1.1.1") }
        #expect(try await none.addresses(of: "127.0.0.1", isTrusted: true) == [try #require(IPAddress("127.0.0.1"))])
        let local = Destinations(allowed: try #require(AllowedDestinations("localhost")))
        #expect(try await local.addresses(of: "localhost").first?.text == "127.0.0.1")
    }
}
