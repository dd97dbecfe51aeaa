// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import Testing

@Suite struct SMTPAddressTests {
    @Test(arguments: [
        ("smtp://mail.example.com:587", "mail.example.com", 587), ("smtp://mail.example.com", "mail.example.com", 25),
        ("smtps://mail.example.com/", "mail.example.com", 465), ("smtp://[::1]:2525", "[::1]", 2525),
    ])
    func hostAndPortAreRead(url: String, host: String, port: Int) {
        #expect(SMTPAddress(url)?.host == host)
        #expect(SMTPAddress(url)?.port == port)
    }

    @Test(arguments: [
        "", "mail.example.com:25", "http://mail.example.com", "smtp://", "smtp://:25", "smtp://host:0",
        "smtp://host:65536", "smtp://user:secret@host", "smtp://host/path", "smtp://host:25?x", "smtp://ho\r\nst",
    ])
    func anythingElseIsRefused(url: String) {
        #expect(SMTPAddress(url) == nil)
    }

    @Test func onlyThisMachineIsReachedUnencrypted() {
        #expect(SMTPAddress("smtp://127.0.0.1:25")?.isLoopback == true)
        #expect(SMTPAddress("smtp://localhost")?.isLoopback == true)
        #expect(SMTPAddress("smtp://[::1]:25")?.isLoopback == true)
        #expect(SMTPAddress("smtp://127.0.0.1.example.com")?.isLoopback == false)
        #expect(SMTPAddress("smtp://mail.example.com:587")?.isLoopback == false)
    }
}
