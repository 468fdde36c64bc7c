package main

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// Callers are the ordering keys: an event's is its number modulo this.
const Callers = 10_000

// The token tells, wherever the event arrives, which event it is and when it was due: an extension attribute "bench":"<run>.<number>.<Unix time in ns>".
var mark = []byte(`"bench":"`)

// appendEvent appends a detection event as feature serving writes it: see docs/events/examples/detection-by-rules.json.
func appendEvent(to []byte, run, number int, due time.Time) []byte {
	caller := fmt.Sprintf("+1415555%04d", number%Callers)
	stamp := due.UTC().Format("2006-01-02T15:04:05.000Z")
	return fmt.Appendf(to, `{"specversion":"1.0","type":"io.voxguard.detection.v1","source":"/voxguard/feature-serving","id":"019cad8b-%04x-7c3a-9f11-%012x",`+
		`"time":"%s","subject":"%s","partitionkey":"%s","decision":"block","severity":"critical","bench":"%d.%d.%d","datacontenttype":"application/json",`+
		`"dataschema":"https://voxguard.io/schemas/detection.v1.json","data":{"call_id":"c-%d","caller":"%s","callee":"+442071838750","trunk":"t-7",`+
		`"started_at":"2026-03-02T08:15:30Z","scored_at":"%s","decision":"block","severity":"critical","decided_by":"rules","score":0.62,"reasons":[`+
		`{"rule":"r1","name":"Many calls in an hour","typology":"wangiri","action":"block"},`+
		`{"feature":"caller_velocity:calls_1h","value":120.0,"contribution":0.4,"ordinary":{"low":0.0,"median":2.0,"high":11.0}}],`+
		`"rules":{"set":"default","revision":7,"fired":["r1"],"failed":0,"model_decision":"review"},"model":{"name":"call-fraud-gbm","version":"2"},`+
		`"degraded":{},"numbers":"plain"}}`,
		run, number, stamp, caller, caller, run, number, due.UnixNano(), number, caller, stamp)
}

// eachToken calls seen for every event in a payload, which may hold several.
func eachToken(payload []byte, seen func(run, number int, due int64)) error {
	for rest := payload; ; {
		at := bytes.Index(rest, mark)
		if at < 0 {
			return nil
		}
		rest = rest[at+len(mark):]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			return fmt.Errorf("token without an end")
		}
		parts := bytes.Split(rest[:end], []byte("."))
		if len(parts) != 3 {
			return fmt.Errorf("token: expected three numbers, got %q", rest[:end])
		}
		run, err := strconv.Atoi(string(parts[0]))
		if err != nil {
			return err
		}
		number, err := strconv.Atoi(string(parts[1]))
		if err != nil {
			return err
		}
		due, err := strconv.ParseInt(string(parts[2]), 10, 64)
		if err != nil {
			return err
		}
		seen(run, number, due)
	}
}
