-- SPDX-License-Identifier: Apache-2.0
-- wrk's requests that schedule: every one with an agent, a slot and a key of its own, and without messages.
--   wrk -s schedule.lua URL -- TOKEN APPLICATION RUN
local number, token, application, run = 0, nil, nil, nil
local agents = 1000

function init(arguments)
    token, application, run = arguments[1], arguments[2], arguments[3]
    wrk.headers["Authorization"] = "Bearer " .. token
    wrk.headers["Content-Type"] = "application/json"
end

function request()
    number = number + 1
    local start = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + 86400 + 1800 * math.floor(number / agents))
    wrk.headers["Idempotency-Key"] = run .. "-" .. number
    local agent = "agent-" .. run .. "-" .. number % agents
    return wrk.format("POST", "/api/appointments/", nil, '{"applicationId":"' .. application .. '","userId":"' .. agent
        .. '","start":"' .. start .. '","duration":"PT30M","timezone":"Europe/Berlin","locale":"en",'
        .. '"title":"Video consultation","notifications":[],"customer":{"username":"ada@example.org",'
        .. '"name":{"firstName":"Ada","lastName":"Lovelace"},"contact":{"primaryEmail":"ada@example.org"}}}')
end
