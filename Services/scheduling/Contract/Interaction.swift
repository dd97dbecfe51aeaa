// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What the conference needs beside its time: custom fields and the routing to an agent. Its state is server-owned.
package struct Interaction: Sendable {
    package enum RoutingType: String, Sendable, CaseIterable {
        case genesysFlow = "GENESYS_CLOUD_FLOW"
        /// Needs `properties.queueName`, a text that isn't empty.
        case genesysQueue = "GENESYS_CLOUD_QUEUE"
        case talkdesk = "TALKDESK_DIGITAL_CONNECT"
    }

    /// A JSON object, re-encoded.
    package let customFields: [UInt8]?
    package let routingType: RoutingType
    /// A JSON object, re-encoded.
    package let routingProperties: [UInt8]?

    package init() {
        customFields = nil
        routingType = .genesysFlow
        routingProperties = nil
    }

    package init(reading input: inout Input) {
        customFields = input.object("customFields", atMost: 16_384)
        let routing = input.nested("routing") { routing in
            let type =
                routing.choice("type", of: RoutingType.self, about: "GENESYS_CLOUD_FLOW when missing.") ?? .genesysFlow
            let properties = routing.object("properties", atMost: 16_384)
            routing.require("properties", having: "queueName", where: "type", is: type, among: [.genesysQueue])
            return (type: type, properties: properties)
        }
        routingType = routing?.type ?? .genesysFlow
        routingProperties = routing?.properties
    }
}
