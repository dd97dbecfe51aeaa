// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// The description of the API, as the running gateway shows it.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ReferenceTests {
    @Test func theDescriptionIsThereForToolsAndForPeople() async throws {
        let json = try await Person.nobody.get("/openapi.json").document()
        #expect(json["openapi"]?.text == "3.1.0")
        #expect(json["paths"]?["/api/appointments/{id}"]?["get"]?["operationId"]?.text == "appointment.find")
        for (path, type) in [("/openapi.yaml", "application/yaml"), ("/docs/", "text/html; charset=utf-8")] {
            let reply = try await Person.nobody.get(path)
            #expect(reply.status == 200)
            #expect(reply.header("Content-Type") == type)
            #expect(reply.text.contains("appointment.find"))
            let etag = try #require(reply.header("ETag"))
            #expect(try await Person.nobody.get(path, ("If-None-Match", etag)).status == 304)
            let head = try await Gateway.send("HEAD", path)
            #expect(head.status == 200 && head.body.isEmpty && head.header("ETag") == etag)
        }
    }

    @Test func everyProblemInTheDescriptionHasItsPage() async throws {
        let json = try await Person.nobody.get("/openapi.json").document()
        let examples = try #require(json["components"]?["examples"]?.members)
        #expect(examples.count > 10)
        for example in examples {
            let type = try #require(example.value["value"]?["type"]?.text)
            #expect(try await Person.nobody.get(type).status == 200, "\(type)")
        }
    }
}
