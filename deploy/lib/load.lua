-- SPDX-License-Identifier: Apache-2.0
-- Load on the gateway by wrk, with what each status took: `wrk … URL -- MODE TOKEN BODY ID PAUSE`.
--
-- MODE: write (an appointment is scheduled), read (one is read by its id ID) or mixed (one write to three reads).
-- PAUSE: milliseconds that a connection rests before each request, half to one and a half times as long by chance.
-- LOAD_LEDGER, in the environment, names a file that gets the id of each appointment whose scheduling was answered 200.
-- At its end it prints one line of NAME=value words.

local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds; long nanoseconds; } load_time;
    int clock_gettime(int clock, load_time *time);
]]

local MONOTONIC = 1
local time = ffi.new("load_time")
local function milliseconds()
    ffi.C.clock_gettime(MONOTONIC, time)
    return tonumber(time.seconds) * 1000 + tonumber(time.nanoseconds) / 1e6
end

local threads = {}
function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

local mode, body, id, pause, headers, ledger
local sent = 0
local run = tostring(math.floor(milliseconds()))
-- By whole milliseconds, how many answers of each kind.
answered, refused, failed = {}, {}, {}

function init(arguments)
    mode, body, id = arguments[1], arguments[3], arguments[4]
    pause = tonumber(arguments[5]) or 0
    headers = {["Authorization"] = "Bearer " .. arguments[2], ["Content-Type"] = "application/json"}
    math.randomseed(number + 1)
    if os.getenv("LOAD_LEDGER") then
        ledger = assert(io.open(os.getenv("LOAD_LEDGER"), "a"))
        ledger:setvbuf("line")
    end
end

function delay()
    if pause == 0 then return 0 end
    return math.floor(pause * (0.5 + math.random()))
end

function request()
    sent = sent + 1
    -- The gateway sends it back, which tells which answer belongs to which request.
    headers["X-Request-Id"] = string.format("r-%.3f", milliseconds())
    if mode == "write" or (mode == "mixed" and sent % 4 == 0) then
        headers["X-Request-Id"] = string.format("w-%.3f", milliseconds())
        headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. sent
        return wrk.format("POST", "/api/appointments/", headers, body)
    end
    headers["Idempotency-Key"] = nil
    return wrk.format("GET", "/api/appointments/" .. id, headers)
end

function response(status, fields, document)
    local sort, begun = (fields["X-Request-Id"] or fields["x-request-id"] or ""):match("^(%a)-([%d.]+)$")
    if ledger and sort == "w" and status == 200 then
        ledger:write(document:match('"end":"[^"]*","id":"([^"]+)"'), "\n")
    end
    local taken = begun and math.floor(milliseconds() - begun) or -1
    local kind = failed
    if status == 200 then
        kind = answered
    elseif status == 503 and (fields["Retry-After"] or fields["retry-after"]) then
        kind = refused
    end
    kind[taken] = (kind[taken] or 0) + 1
end

-- How many there are in all threads, and below which time so many of a hundred lie.
local function figures(name)
    local all, count, keys = {}, 0, {}
    for _, thread in ipairs(threads) do
        for taken, number in pairs(thread:get(name)) do
            if not all[taken] then table.insert(keys, taken) end
            all[taken] = (all[taken] or 0) + number
            count = count + number
        end
    end
    table.sort(keys)
    local percentile = function(share)
        local below = 0
        for _, taken in ipairs(keys) do
            below = below + all[taken]
            if below >= count * share then return taken end
        end
        return 0
    end
    return count, percentile(0.5), percentile(0.99), keys[#keys] or 0
end

function done(summary)
    local line = {string.format("seconds=%.2f", summary.duration / 1e6)}
    for _, name in ipairs({"answered", "refused", "failed"}) do
        local count, median, late, longest = figures(name)
        table.insert(line, string.format("%s=%d %s_p50=%d %s_p99=%d %s_max=%d",
            name, count, name, median, name, late, name, longest))
    end
    local errors = summary.errors
    table.insert(line, string.format("unanswered=%d", errors.connect + errors.read + errors.write + errors.timeout))
    print(table.concat(line, " "))
end
