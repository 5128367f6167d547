-- Submits a document of about 1.7 KB with every request, and fails the run if an answer is not 201.
local lines = {}
for number = 1, 40 do
  lines[number] = "You must check point " .. number .. " of the list before you go on."
end
local document = string.sub(table.concat(lines, "\\n"), 1, 1700)

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"text":"' .. document .. '","language":"en"}'

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  refused = 0
end

function response(status)
  if status ~= 201 then refused = refused + 1 end
end

function done(summary)
  local refused = 0
  for _, thread in ipairs(threads) do
    refused = refused + thread:get("refused")
  end
  if refused > 0 then
    io.write(string.format("Refused: %d\n", refused))
  end
end
