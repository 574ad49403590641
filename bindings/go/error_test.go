package acmeclient

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAnErrorHasEverythingThatTheServerSaid(t *testing.T) {
	client := registered(t, scripted(t, "rate-limited"))
	_, err := client.NewOrder(background(t), OrderParams{Names: []string{"example.com", "www.example.com"}})
	wantIs(t, err, ErrRateLimited)
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("%T", err)
	}
	if failure.Status != ErrRateLimited || failure.Step != "newOrder" || failure.HTTPStatus != 429 ||
		failure.ProblemType != "urn:ietf:params:acme:error:rateLimited" ||
		failure.HelpURL != "https://ca.example/docs/rate-limits" || !strings.Contains(failure.Subject, "example.com") {
		t.Errorf("%#v", failure)
	}
	if failure.RetryAfter <= 59*time.Minute || failure.RetryAfter > time.Hour {
		t.Errorf("retry after %v", failure.RetryAfter)
	}
	if len(failure.Subproblems) != 2 || failure.Subproblems[1].Identifier != (Identifier{"dns", "www.example.com"}) {
		t.Errorf("subproblems %v", failure.Subproblems)
	}
	if !strings.Contains(string(failure.ProblemJSON), failure.Detail) || !strings.Contains(err.Error(), failure.Detail) {
		t.Errorf("problem %s, message %s", failure.ProblemJSON, err)
	}
}

func TestStatusesHaveNamesAndWords(t *testing.T) {
	if ErrRateLimited.String() != "ACME_STATUS_RATE_LIMITED" || ErrRateLimited.Error() != "rate limited" {
		t.Errorf("%s, %v", ErrRateLimited.String(), ErrRateLimited)
	}
	if Status(98).String() != "ACME_STATUS_UNKNOWN" {
		t.Error(Status(98).String())
	}
	var none *Error
	if none.Error() == "" || none.Is(ErrPanic) || none.Unwrap() != nil || none.Timeout() {
		t.Error("a nil *Error says something")
	}
}
