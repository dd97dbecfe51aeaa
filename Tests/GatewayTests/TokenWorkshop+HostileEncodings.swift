// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import GatewayService

extension TokenWorkshop {
    /// Other spellings of a good token.
    func hostileEncodings() throws -> [HostileToken] {
        let good = try token()
        let parts = good.split(separator: ".").map(String.init)
        let (header, body, signature) = (parts[0], parts[1], parts[2])
        func standard(_ text: String) -> String {
            text.replacing("-", with: "+").replacing("_", with: "/")
        }
        // Four bits of the last of 86 characters belong to no byte: "A" and "B" would name the same.
        let last = signature.last.map { String($0) } ?? ""
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let next = alphabet.firstIndex { String($0) == last }.map { alphabet[alphabet.index(after: $0)] }
        let loose = String(signature.dropLast()) + (next.map { String($0) } ?? "")
        var odd = [
            HostileToken("padding", "\(header).\(body).\(signature)=="),
            HostileToken("padding in the header", "\(header)=.\(body).\(signature)"),
            HostileToken("blank before the signature", "\(header).\(body). \(signature)"),
            HostileToken("blank within the claims", "\(header).\(body.prefix(4)) \(body.dropFirst(4)).\(signature)"),
            HostileToken(
                "newline within the signature",
                "\(header).\(body).\(signature.prefix(40))\n\(signature.dropFirst(40))"),
            HostileToken("newline behind", good + "\n"),
            HostileToken("loose bits", "\(header).\(body).\(loose)"),
            HostileToken("a length no bytes have", "\(header).\(body).\(signature)AAA"),
            HostileToken("five parts, as JWE has", "\(header).\(body).\(signature).\(body).\(signature)"),
            HostileToken("four parts", good + ".\(signature)"),
            HostileToken("a dot behind", good + "."),
            HostileToken("a dot before", "." + good),
            HostileToken("two dots", ".."),
            HostileToken("one dot", "."),
            HostileToken("empty header", ".\(body).\(signature)"),
            HostileToken("empty claims", "\(header)..\(signature)"),
            HostileToken("only dots", String(repeating: ".", count: 10_000)),
            HostileToken("no token", "token"),
            HostileToken("no ASCII", "\(header).\(body).\(signature.dropLast())ä"),
            HostileToken("a NUL", good + "\0"),
            HostileToken(
                "JSON serialization", #"{"payload":"\#(body)","protected":"\#(header)","signature":"\#(signature)"}"#),
        ]
        for (name, text) in [
            ("claims", body),
            ("signature", signature),
        ] where standard(text) != text {
            odd.append(
                HostileToken(
                    "base64 instead of base64url in the \(name)",
                    name == "claims"
                        ? "\(header).\(standard(body)).\(signature)" : "\(header).\(body).\(standard(signature))"))
        }
        return odd
    }
}
