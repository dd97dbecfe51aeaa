// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

extension Input {
    /// Six digits; empty when the field was faulty.
    mutating func confirmationCode(_ name: String) -> String {
        let code = read(name, as: .string(pattern: "^[0-9]{6}$")) { value throws(InputFault) in
            guard case .string(let text) = value, text.utf8.count == 6,
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { throw InputFault("must be six digits") }
            return text
        }
        return required(name, code, placeholder: "")
    }
}
