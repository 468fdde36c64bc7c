package rules

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestAcknowledgementIsToldAfterEachChangeAndEveryTenSeconds(t *testing.T) {
	var told acknowledgement
	if told.due(someTime) {
		t.Error("there is nothing to tell yet")
	}
	told.change("applied", 42, 42, "", someTime)
	if !told.due(someTime) || told.String() != "applied|42|42|1767225600000|" {
		t.Errorf("got %s", &told)
	}
	told.told = someTime
	told.change("applied", 42, 42, "", someTime.Add(time.Second))
	if told.due(someTime.Add(9999 * time.Millisecond)) {
		t.Error("the same again is no change")
	}
	if !told.due(someTime.Add(10 * time.Second)) {
		t.Error("is renewed")
	}
	told.change("refused", 43, 42, "because", someTime.Add(2*time.Second))
	if !told.due(someTime.Add(2*time.Second)) || told.String() != "refused|43|42|1767225602000|because" {
		t.Errorf("got %s", &told)
	}
}

func TestReasonHasNoBarsNoLineEndsAndThreeHundredCharacters(t *testing.T) {
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
