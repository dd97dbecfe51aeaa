-- SPDX-License-Identifier: Apache-2.0
-- wrk's requests of every kind, so that each service has something to do: of 100, 60 read an appointment, 16 list,
-- 12 read a customer, 10 take a calendar entry and 2 schedule with the built-in messages.
--   wrk -s mixed.lua URL -- READER BOOKER APPLICATION RUN FILE
-- READER and BOOKER are tokens; FILE: an appointment's and its customer's id in each line
local number, booker, application, run = 0, nil, nil, nil
local pairs_of_ids = {}

function init(arguments)
    booker, application, run = arguments[2], arguments[3], arguments[4]
    for line in io.lines(arguments[5]) do
        local id, customer = line:match("^(%S+) (%S+)$")
        pairs_of_ids[#pairs_of_ids + 1] = {id = id, customer = customer}
    end
    wrk.headers["Authorization"] = "Bearer " .. arguments[1]
end

local function schedule()
    local headers = {
        ["Authorization"] = "Bearer " .. booker, ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = run .. "-" .. number
    }
    local start = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + 2 * 86400)
    return wrk.format("POST", "/api/appointments/", headers, '{"applicationId":"' .. application .. '","userId":"agent-'
        .. run .. "-" .. number .. '","start":"' .. start .. '","duration":"PT30M","timezone":"Europe/Berlin",'
        .. '"customer":{"username":"ada","name":{"firstName":"Ada"},"contact":{"primaryEmail":"ada' .. number
        .. '@example.org"}}}')
end

function request()
    number = number + 1
    local choice, one = number % 100, pairs_of_ids[number % #pairs_of_ids + 1]
    if choice < 60 then return wrk.format("GET", "/api/appointments/" .. one.id) end
    if choice < 76 then return wrk.format("GET", "/api/appointments?pageSize=10&applicationId=" .. application) end
    if choice < 88 then
        return wrk.format("GET", "/api/appointments/" .. one.id .. "/participants/" .. one.customer)
    end
    if choice < 98 then return wrk.format("GET", "/api/cal/events/ical/" .. one.id .. "/event") end
    return schedule()
end
