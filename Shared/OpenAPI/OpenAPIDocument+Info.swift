// SPDX-License-Identifier: Apache-2.0
import JSON

extension OpenAPIDocument {
    static let info = JSONValue.object([
        "title": .string("Appointments"),
        "version": .string("1.0"),
        "summary": .string("Video appointments between agents and customers."),
        "description": .string(conventions),
        "license": .object(["name": .string("Apache License 2.0"), "identifier": .string("Apache-2.0")]),
    ])

    static let securitySchemes = JSONValue.object([
        "bearer": .object([
            "type": .string("http"), "scheme": .string("bearer"), "bearerFormat": .string("JWT"),
            "description": .string(
                "A signed JWT with the caller's roles and applications; a bare one without `Bearer` is read as well."),
        ]),
        "verification": .object([
            "type": .string("http"), "scheme": .string("basic"),
            "description": .string(
                "The id that `POST /api/notifications/otp` answered as the user, the code that was sent as the password."
            ),
        ]),
    ])

    private static let conventions = """
        Every path answers with and without a trailing slash, never with a redirect between the two. The paths are \
        written here without.

        **Errors** are documents of RFC 9457, `application/problem+json`. The `type` is the path of a page that explains \
        it; `errors` lists every fault of a request at once, with JSON pointers. An unknown path is 404, a known path \
        with another method 405.

        **Writes** take an `Idempotency-Key`. The same key with the same request gets the stored answer again for 24 \
        hours; with another body it is 422. After a 504 ask again with the same key.

        **Versions**: an appointment's `ETag` is its version. `If-Match` guards a write, `If-None-Match` spares a read.

        **Members**: unknown members of a body are ignored, and `null` counts as missing. A body has at most 256 KiB, \
        nested at most 32 deep, no member twice, no NUL character.

        **Time**: instants are RFC 3339, answered in UTC; durations are ISO 8601, answered in their shortest form.

        **Roles** are listed for each operation in `x-roles`, any one of them is enough. Which rows a role reaches is \
        decided after that, by the application, the owner and the conference in the token.
        """
}
