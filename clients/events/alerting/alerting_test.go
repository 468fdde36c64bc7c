package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	start  = time.Date(2026, 3, 2, 8, 15, 30, 0, time.UTC)
	secret = "a-secret-of-24-bytes-xyz"
)

type fixture struct {
	t      *testing.T
	now    time.Time
	alerts *alerts
	pages  []page
	fault  error // of pages about faulty
	faulty string
	server http.Handler
}

func newFixture(t *testing.T) *fixture {
	f := &fixture{t: t, now: start}
	f.open(filepath.Join(t.TempDir(), "alerting.db"))
	return f
}

func (f *fixture) open(path string) {
	alerts, err := openAlerts(settings{state: path, pageOn: critical, window: time.Hour, every: 10 * time.Minute, maxCallers: 3})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(alerts.close)
	verifier, err := newVerifier([]string{secret, "whsec_" + base64.StdEncoding.EncodeToString([]byte("the next secret, 24 byte"))})
	if err != nil {
		f.t.Fatal(err)
	}
	alerts.now, verifier.now = func() time.Time { return f.now }, func() time.Time { return f.now }
	f.alerts, f.server = alerts, newReceiver(verifier, alerts, 1)
}

func (f *fixture) reopen() {
	path := f.alerts.db.Path()
	f.alerts.close()
	f.open(path)
}

func (f *fixture) sendDue() error {
	pager := &pager{alerts: f.alerts, send: func(_ context.Context, page page) error {
		if f.fault == nil || page.Caller != f.faulty {
			f.pages = append(f.pages, page)
			return nil
		}
		return f.fault
	}}
	_, err := pager.sendDue(context.Background())
	return err
}

func (f *fixture) post(contentType, body string, change func(http.Header)) int {
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	timestamp := strconv.FormatInt(f.now.Unix(), 10)
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Webhook-Id", "m-1")
	request.Header.Set("Webhook-Timestamp", timestamp)
	request.Header.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(sign([]byte(secret), "m-1", timestamp, []byte(body))))
	if change != nil {
		change(request.Header)
	}
	response := httptest.NewRecorder()
	f.server.ServeHTTP(response, request)
	return response.Code
}

func (f *fixture) postEvent(id, caller string) int {
	return f.post(jsonEvent, event(id, caller, "critical"), nil)
}

func (f *fixture) expect(what string, got, expected any) {
	f.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(expected) {
		f.t.Fatalf("%s: expected %v, got %v", what, expected, got)
	}
}

func data(caller, severity string) string {
	return fmt.Sprintf(`{"call_id":"c-1","caller":%q,"callee":"+442071838750","decision":"block","severity":%q,"rules":{"fired":["r1"]}}`, caller, severity)
}

func event(id, caller, severity string) string {
	return fmt.Sprintf(`{"specversion":"1.0","type":"io.voxguard.detection.v1","source":"/s","id":%q,"time":"2026-03-02T08:15:30.123Z","data":%s}`,
		id, data(caller, severity))
}

func TestEachModePages(t *testing.T) {
	f := newFixture(t)
	f.expect("structured", f.post(jsonEvent+"; charset=UTF-8", event("1", "+1", "critical"), nil), 202)
	f.expect("batched", f.post(jsonBatch, "["+event("2", "+2", "critical")+","+event("3", "+2", "critical")+"]", nil), 202)
	f.expect("binary", f.post("application/json", data("+3", "critical"), func(h http.Header) {
		for name, value := range map[string]string{"specversion": "1.0", "type": "io.voxguard.detection.v1", "source": "/s%20x", "id": "4", "time": "2026-03-02T08:15:30Z"} {
			h.Set("Ce-"+name, value)
		}
	}), 202)
	f.expect("error", f.sendDue(), nil)
	f.expect("pages", len(f.pages), 3)
	slices.SortFunc(f.pages, func(a, b page) int { return strings.Compare(a.Caller, b.Caller) })
	f.expect("count of the second", f.pages[1].Count, 2)
	f.expect("rules of the third", f.pages[2].Rules, []string{"r1"})
}

func TestRequestsWithoutAValidSignatureAre401(t *testing.T) {
	f := newFixture(t)
	for name, change := range map[string]func(http.Header){
		"no signature": func(h http.Header) { h.Del("Webhook-Signature") },
		"another version": func(h http.Header) {
			h.Set("Webhook-Signature", strings.Replace(h.Get("Webhook-Signature"), "v1,", "v2,", 1))
		},
		"another id":        func(h http.Header) { h.Set("Webhook-Id", "m-2") },
		"another timestamp": func(h http.Header) { h.Set("Webhook-Timestamp", strconv.FormatInt(start.Unix()+1, 10)) },
		"no timestamp":      func(h http.Header) { h.Del("Webhook-Timestamp") },
	} {
		f.expect(name, f.post(jsonEvent, event("1", "+1", "critical"), change), 401)
	}
	f.expect("error", f.sendDue(), nil)
	f.expect("pages", len(f.pages), 0)
}

func TestTimestampsOutsideTheToleranceAre401(t *testing.T) {
	f := newFixture(t)
	for shift, expected := range map[time.Duration]int{-301 * time.Second: 401, -299 * time.Second: 202, 299 * time.Second: 202, 301 * time.Second: 401} {
		body, timestamp := event("1", "+1", "critical"), strconv.FormatInt(start.Add(shift).Unix(), 10)
		f.expect(shift.String(), f.post(jsonEvent, body, func(h http.Header) {
			h.Set("Webhook-Timestamp", timestamp)
			h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(sign([]byte(secret), "m-1", timestamp, []byte(body))))
		}), expected)
	}
}

func TestEitherSecretAndEitherSignatureIsAccepted(t *testing.T) {
	f := newFixture(t)
	body, timestamp := event("1", "+1", "critical"), strconv.FormatInt(start.Unix(), 10)
	f.expect("second secret, second signature", f.post(jsonEvent, body, func(h http.Header) {
		second := base64.StdEncoding.EncodeToString(sign([]byte("the next secret, 24 byte"), "m-1", timestamp, []byte(body)))
		h.Set("Webhook-Signature", "v1,bm9uZQ== v1,"+second)
	}), 202)
}

func TestMalformedEventsAre400(t *testing.T) {
	f := newFixture(t)
	for name, body := range map[string]string{
		"not JSON": "{", "no caller": event("1", "", "critical"), "unknown severity": event("1", "+1", "fatal"), "no id": event("", "+1", "critical"),
		"no time": strings.Replace(event("1", "+1", "critical"), `"time":"2026-03-02T08:15:30.123Z"`, `"time":"today"`, 1),
	} {
		f.expect(name, f.post(jsonEvent, body, nil), 400)
	}
	f.expect("null in a batch", f.post(jsonBatch, "[null]", nil), 400)
	f.expect("another method", func() int {
		response := httptest.NewRecorder()
		f.server.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/", nil))
		return response.Code
	}(), 405)
}

func TestDuplicatesAndLowerSeveritiesDoNotPage(t *testing.T) {
	f := newFixture(t)
	f.postEvent("1", "+1")
	f.postEvent("1", "+1")
	f.post(jsonEvent, event("2", "+1", "warning"), nil)
	f.reopen()
	f.now = start.Add(59 * time.Minute) // in the next window
	f.postEvent("1", "+1")
	f.expect("error", f.sendDue(), nil)
	f.expect("pages", len(f.pages), 1)
	f.expect("count", f.pages[0].Count, 1)
}

func TestOnePagePerCallerAndPeriodCountsTheRest(t *testing.T) {
	f := newFixture(t)
	f.postEvent("1", "+1")
	f.sendDue()
	f.postEvent("2", "+1")
	f.postEvent("3", "+1")
	f.now = start.Add(10*time.Minute - time.Second)
	f.sendDue()
	f.expect("pages within the period", len(f.pages), 1)
	f.reopen() // what is counted survives
	f.now = start.Add(10 * time.Minute)
	f.sendDue()
	f.expect("pages after the period", len(f.pages), 2)
	f.expect("count of the second page", f.pages[1].Count, 2)
	f.now = start.Add(time.Hour)
	f.sendDue()
	f.expect("pages about a caller that is quiet", len(f.pages), 2)
}

func TestPageThatFailsIsSentLaterWithTheSameKey(t *testing.T) {
	f := newFixture(t)
	f.postEvent("1", "+1")
	f.fault, f.faulty = errors.New("pager is down"), "+1"
	f.expect("error", f.sendDue(), f.fault)
	f.fault = nil
	f.now = start.Add(time.Minute)
	f.postEvent("2", "+1")
	f.sendDue()
	f.expect("count", f.pages[0].Count, 2)
	f.expect("key", f.pages[0].DedupKey, fmt.Sprintf("+1/%d", start.UnixMilli()))
}

func TestPageThatFailsDoesNotHoldUpOthers(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"1", "2", "3"} {
		f.postEvent(id, "+"+id)
	}
	f.fault, f.faulty = errors.New("refused"), "+1"
	f.expect("error", f.sendDue(), f.fault)
	f.expect("pages", len(f.pages), 2)
}

func TestTooManyCallersAre503AndNothingOfTheRequestIsKept(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"1", "2", "3"} {
		f.expect(id, f.postEvent(id, "+"+id), 202)
	}
	f.expect("fourth", f.postEvent("4", "+4"), 503)
	f.expect("known caller", f.postEvent("5", "+1"), 202)
	f.sendDue()
	f.now = start.Add(10 * time.Minute)
	f.sendDue() // forgets those who were quiet
	f.expect("fourth, again", f.postEvent("4", "+4"), 202)
}

func TestRequestBeyondTheLimitIs429WithRetryAfter(t *testing.T) {
	f := newFixture(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	body := &blockingBody{entered: entered, leave: leave}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", body))
	}()
	<-entered
	response := httptest.NewRecorder()
	f.server.ServeHTTP(response, httptest.NewRequest(http.MethodPost, "/", nil))
	f.expect("status", response.Code, 429)
	f.expect("Retry-After", response.Header().Get("Retry-After"), "1")
	close(leave)
	<-done
	f.expect("after it has ended", f.postEvent("1", "+1"), 202)
}

type blockingBody struct{ entered, leave chan struct{} }

func (b *blockingBody) Read([]byte) (int, error) {
	close(b.entered)
	<-b.leave
	return 0, errors.New("cut")
}

func TestSecretsAreChecked(t *testing.T) {
	for _, secrets := range [][]string{{}, {"short"}, {"whsec_!"}, {secret, "whsec_c2hvcnQ="}} {
		if _, err := newVerifier(secrets); err == nil || strings.Contains(err.Error(), "short") {
			t.Fatalf("%v: expected an error without the secret, got %v", secrets, err)
		}
	}
}
