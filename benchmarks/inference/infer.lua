-- Sends the HTTP requests in the files BENCH_REQUESTS/0, 1 and so on, in turn; prints what wrk measured as one JSON line.
local requests = {}
function init(args)
  while true do
    local file = io.open(os.getenv("BENCH_REQUESTS") .. "/" .. #requests, "rb")
    if not file then break end
    requests[#requests + 1] = file:read("*a")
    file:close()
  end
end
local i = 0
function request() i = i % #requests + 1; return requests[i] end
function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  print(string.format('{"requests":%d,"seconds":%.3f,"errors":%d,"p50_us":%d,"p99_us":%d}', summary.requests,
    summary.duration / 1e6, errors, latency:percentile(50), latency:percentile(99)))
end
