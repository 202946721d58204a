-- For wrk: asks for the paths of a file in turn; the last line printed is the result as JSON.

local paths, turn = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = wrk.format("GET", path)
  end
  if #paths > 1 then
    request = function()
      turn = turn % #paths + 1
      return paths[turn]
    end
  end
end

function done(summary)
  local errors = summary.errors
  local faults = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"answers": %d, "microseconds": %d, "faults": %d}\n',
    summary.requests, summary.duration, faults))
end
