package rules

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestAcknowledgementIsSentAfterEachChangeAndEveryTenSeconds(t *testing.T) {
	var ack acknowledgement
	if ack.due(someTime) {
		t.Error("nothing to acknowledge yet")
	}
	ack.change("applied", 42, 42, "", someTime)
	if !ack.due(someTime) || ack.String() != "applied|42|42|1767225600000|" {
		t.Errorf("got %s", &ack)
	}
	ack.sentAt = someTime
	ack.change("applied", 42, 42, "", someTime.Add(time.Second))
	if ack.due(someTime.Add(9999 * time.Millisecond)) {
		t.Error("an equal state is not a change")
	}
	if !ack.due(someTime.Add(10 * time.Second)) {
		t.Error("is renewed")
	}
	ack.change("refused", 43, 42, "because", someTime.Add(2*time.Second))
	if !ack.due(someTime.Add(2*time.Second)) || ack.String() != "refused|43|42|1767225602000|because" {
		t.Errorf("got %s", &ack)
	}
}

func TestReasonIsCutAndHasNoBarsOrLineEnds(t *testing.T) {
	if got := plain("a|b\nc\rd\te\u2028f\xffg"); got != "a/b c d e f?g" {
		t.Errorf("got %q", got)
	}
	if got := plain(strings.Repeat("ä", 301)); utf8.RuneCountInString(got) != 300 || !strings.HasSuffix(got, "ä…") {
		t.Errorf("got %d characters", utf8.RuneCountInString(got))
	}
	if exact := strings.Repeat("ä", 300); plain(exact) != exact {
		t.Error("300 characters were cut")
	}
}
