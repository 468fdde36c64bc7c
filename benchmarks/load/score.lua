-- Posts bodies from a file, one a line, in turn; prints what wrk measured as one JSON line.
local bodies = {}
local threads = 0
function setup(thread) thread:set("offset", threads * 977); threads = threads + 1 end
function init(args)
  wrk.headers["content-type"] = "application/json"
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = wrk.format("POST", os.getenv("BENCH_PATH"), nil, line) end
end
local i = 0
function request() i = i + 1; return bodies[(i + offset) % #bodies + 1] end
function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  print(string.format('{"requests":%d,"seconds":%.3f,"errors":%d,"p50_us":%d,"p99_us":%d,"p999_us":%d}', summary.requests,
    summary.duration / 1e6, errors, latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
