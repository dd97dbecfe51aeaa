// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import NotificationsService
import Testing

/// The ways to write an address that an application must not have the suite ask: this machine, its networks, the clouds'
/// metadata, and texts that two readers would read differently.
@Suite(.timeLimit(.minutes(2))) struct RefusedURLTests {
    private static let urls = [
        // This machine.
        "http://127.0.0.1/", "https://127.0.0.1/", "https://127.0.0.1:8443/sms", "https://127.255.255.254/",
        "https://localhost/", "http://LOCALHOST/", "https://localhost:5672/", "https://localhost./", "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]/", "https://[0000:0000:0000:0000:0000:0000:0000:0001]/", "https://[::]/",
        "https://0.0.0.0/", "https://0/", "https://127.1/", "https://127.0.1/", "https://2130706433/",
        "https://0x7f000001/", "https://0x7f.0x0.0x0.0x1/", "https://0x7f.1/", "https://0177.0.0.1/",
        "https://017700000001/", "https://127.0.0.01/", "https://127.0.0.0x1/", "https://00000177.0.0.1/",
        "https://4294967297/", "https://127.0.0.1./", "https://127。0。0。1/", "https://①②⑦.0.0.1/",
        // The same as IPv4 within IPv6.
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/", "https://[2001::1]/",
        // Networks that are nobody's or somebody's own.
        "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/",
        "https://100.64.0.1/", "https://198.18.0.1/", "https://192.0.2.1/", "https://224.0.0.1/",
        "https://255.255.255.255/", "https://240.0.0.1/", "https://[fc00::1]/", "https://[fd12:3456:789a::1]/",
        "https://[fe80::1]/", "https://[fec0::1]/", "https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/",
        "https://[ff02::1]/", "https://[2001:db8::1]/", "https://10.1/", "https://0xa000001/", "https://012.0.0.1/",
        // Metadata.
        "https://169.254.169.254/latest/meta-data/", "https://[::ffff:169.254.169.254]/", "https://2852039166/",
        "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://[fd00:ec2::254]/", "https://169.254.43518/",
        // Two meanings, other schemes, smuggled lines.
        "https://example.org@127.0.0.1/", "https://127.0.0.1@example.org/", "https://a:b@example.org/",
        "https://example.org\\@127.0.0.1/", "https://example.org#@127.0.0.1/", "https:///127.0.0.1/",
        "https:127.0.0.1/", "//127.0.0.1/", "https://example.org:80:443/", "https://example.org:99999/",
        "https://[::1]example.org/", "https://[::1]:443:80/", "https://[::1", "https://exa mple.org/",
        "https://example.org/\r\nHost: localhost", "https://example.org/\u{0}", "https://example.org%00.localhost/",
        "https://%6c%6f%63%61%6c%68%6f%73%74/", "file:///etc/passwd", "gopher://127.0.0.1:25/", "dict://127.0.0.1/",
        "ftp://example.org/", "smtp://127.0.0.1/", "jar:https://example.org/!/", "unix:///run/socket",
        "HTTPS://127.0.0.1/", "http://example.org/", " https://example.org/", "https://",
    ]

    @Test func thereAreEnoughOfThem() {
        #expect(Set(Self.urls).count == Self.urls.count && Self.urls.count >= 60)
    }

    @Test(arguments: urls) func noneIsAsked(text: String) async throws {
        // Refused as a text, for its missing encryption, or for where it leads.
        guard let url = ProviderURL(text), url.isEncrypted || url.isLoopback else { return }
        let destinations = Destinations(allowed: try #require(AllowedDestinations("")))
        await #expect(throws: DestinationFault.self) { try await destinations.addresses(of: url.host) }
    }
}
