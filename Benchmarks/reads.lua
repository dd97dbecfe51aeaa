-- SPDX-License-Identifier: Apache-2.0
-- wrk's requests that read appointments in random order.
--   wrk -s reads.lua URL -- TOKEN FILE     FILE: an appointment's id in each line
local paths = {}

function init(arguments)
    wrk.headers["Authorization"] = "Bearer " .. arguments[1]
    for id in io.lines(arguments[2]) do paths[#paths + 1] = "/api/appointments/" .. id end
    math.randomseed(os.time())
end

function request()
    return wrk.format("GET", paths[math.random(#paths)])
end
