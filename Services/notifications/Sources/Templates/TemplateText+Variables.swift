// SPDX-License-Identifier: Apache-2.0
package import MessageTemplates
import Time

extension TemplateText {
    package func render(_ variables: MessageVariables) -> String {
        render(variables.values, date: variables.start.date)
    }
}
