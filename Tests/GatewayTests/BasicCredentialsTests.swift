// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import GatewayService

@Suite struct BasicCredentialsTests {
    @Test(arguments: ["Basic ", "basic ", "BASIC   "])
    func userAndPasswordAreRead(scheme: String) throws {
        let credentials = try #require(BasicCredentials.read(scheme + Self.encoded("user-1:pass:ä word")))
        #expect(credentials.user == "user-1")
        #expect(credentials.password == "pass:ä word")
    }

    @Test(arguments: [
        "", "Basic", "Basic ", "Bearer \(encoded("a:b"))", encoded("a:b"), "Basic a:b", "Basic \(encoded("ab"))",
        "Basic \(encoded(":b"))", "Basic \(encoded("a:"))", "Basic \(encoded("a b:c"))", "Basic \(encoded("a:b\u{0}"))",
        "Basic \(encoded("a:b")) \(encoded("a:b"))", "Basic YTpi=", "Basic YTpiY", "Basic /zph",
        "Basic \(encoded("a:" + String(repeating: "b", count: 2_000)))",
    ])
    func whatIsMalformedIsNone(header: String) {
        #expect(BasicCredentials.read(header) == nil)
    }

    @Test func withoutAHeaderThereAreNone() {
        #expect(BasicCredentials.read(nil) == nil)
    }

    private static func encoded(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }
}
