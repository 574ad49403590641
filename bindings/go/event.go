package acmeclient

// #include "bridge.h"
import "C"

import (
	"time"
	"unsafe"
)

// An EventKind is a kind of event.
type EventKind int32

// The kinds of events.
const (
	// EventOrdered: the order is placed, or was found again; its URL is Event.URL.
	EventOrdered EventKind = C.ACME_EVENT_ORDERED
	// EventPresented: a challenge is visible, as far as the solver can tell.
	EventPresented EventKind = C.ACME_EVENT_PRESENTED
	// EventAsked: the authority was asked to validate.
	EventAsked EventKind = C.ACME_EVENT_ASKED
	// EventValidated: control of an identifier is proven; Event.Done of Event.Total are by now.
	EventValidated EventKind = C.ACME_EVENT_VALIDATED
	// EventChallengeFailed: a challenge failed; the next type is tried when there is one.
	EventChallengeFailed EventKind = C.ACME_EVENT_CHALLENGE_FAILED
	// EventWaiting: the server is at work and will be looked at again at Event.Until.
	EventWaiting EventKind = C.ACME_EVENT_WAITING
	// EventRetrying: a request failed in passing and will be sent again.
	EventRetrying EventKind = C.ACME_EVENT_RETRYING
	// EventFinalizing: the certificate request is about to be sent.
	EventFinalizing EventKind = C.ACME_EVENT_FINALIZING
	// EventIssued: the certificate was downloaded and checked.
	EventIssued EventKind = C.ACME_EVENT_ISSUED
	// EventCleanUpFailed: what the solver presented could not be taken away.
	EventCleanUpFailed EventKind = C.ACME_EVENT_CLEAN_UP_FAILED
)

// An Event is something that an issuance does. What it has nothing to say about is empty.
type Event struct {
	// Kind is what happened.
	Kind EventKind
	// Name is the event's name, such as "validated".
	Name string
	// Step is the protocol step that it belongs to, such as "newOrder".
	Step string
	// Identifier is what it is about, without "*.".
	Identifier Identifier
	// ChallengeType is the type of the challenge that it is about, such as "http-01".
	ChallengeType string
	// Done is how many authorizations of the order are valid by now.
	Done int
	// Total is how many authorizations the order has.
	Total int
	// Until is when the next look will be.
	Until time.Time
	// Attempt is the number of the attempt that failed.
	Attempt int
	// URL is the order URL.
	URL string
	// Message is what went wrong, as Error.Message tells it.
	Message string
	// ProblemType is the type of the server's problem document.
	ProblemType string
}

func (c *call) event(userdata unsafe.Pointer, object *C.acme_event) {
	take, event := kept[func(Event)](userdata), readEvent(object)
	_ = c.guard(func() error {
		take(event)
		return nil
	})
}

func readEvent(object *C.acme_event) Event {
	event := Event{
		Kind: EventKind(C.acme_event_kind(object)),
		Name: C.GoString(C.acme_event_name(object)),
		Step: C.GoString(C.acme_event_step(object)),
		Identifier: Identifier{
			Type:  C.GoString(C.acme_event_identifier_type(object)),
			Value: C.GoString(C.acme_event_identifier_value(object)),
		},
		ChallengeType: C.GoString(C.acme_event_challenge_type(object)),
		Done:          int(C.acme_event_done(object)),
		Total:         int(C.acme_event_total(object)),
		Attempt:       int(C.acme_event_attempt(object)),
		URL:           C.GoString(C.acme_event_url(object)),
		Message:       C.GoString(C.acme_event_message(object)),
		ProblemType:   C.GoString(C.acme_event_problem_type(object)),
	}
	if until := C.acme_event_until(object); until != 0 {
		event.Until = time.UnixMilli(int64(until)).UTC()
	}
	return event
}
