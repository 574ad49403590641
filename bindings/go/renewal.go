package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"time"
)

// A RenewalReason says what the moment of a renewal follows from.
type RenewalReason int32

// The reasons.
const (
	// RenewalLifetime: there is no advice; what is left of the certificate's life.
	RenewalLifetime RenewalReason = C.ACME_RENEWAL_LIFETIME
	// RenewalPolicy: the policy's own time before the end.
	RenewalPolicy RenewalReason = C.ACME_RENEWAL_POLICY
	// RenewalSuggested: a random moment in the window that the authority suggests (RFC 9773).
	RenewalSuggested RenewalReason = C.ACME_RENEWAL_SUGGESTED
	// RenewalWindowOver: the suggested window is over, as it is for a certificate that was or soon will be revoked.
	RenewalWindowOver RenewalReason = C.ACME_RENEWAL_WINDOW_OVER
	// RenewalExpired: the certificate has expired.
	RenewalExpired RenewalReason = C.ACME_RENEWAL_EXPIRED
)

// A RenewalDecision is what is to be done about a certificate, and when.
type RenewalDecision struct {
	// Due says whether to renew now.
	Due bool
	// At is the moment to renew at; in the past when it was missed.
	At time.Time
	// Reason is what that moment follows from.
	Reason RenewalReason
	// LookAgainAt is when to decide again: between a minute and a day from the time that was given.
	LookAgainAt time.Time
}

// RenewalParams is what is wanted of renewals. Its zero value is what is best for most.
type RenewalParams struct {
	// RenewBefore renews at the latest this long before the certificate's end, whatever the authority suggests. By default,
	// without a suggestion, when a third of its life is left, or half of a life of less than 10 days.
	RenewBefore time.Duration
	// LookEvery is how long until the next look when the authority does not say: between a minute and a day, 6 hours by
	// default.
	LookEvery time.Duration
}

func (p RenewalParams) build(a *arguments) *C.acme_renewal_options {
	options := C.acme_renewal_options_new()
	a.endings = append(a.endings, func() { C.acme_renewal_options_free(options) })
	if p.RenewBefore != 0 {
		C.acme_renewal_options_set_renew_before(options, a.duration("renew before", p.RenewBefore))
	}
	if p.LookEvery != 0 {
		C.acme_renewal_options_set_look_every(options, a.duration("look every", p.LookEvery))
	}
	return options
}

// DecideRenewal decides whether a certificate is due. It asks neither clock nor network.
//
// info is the authority's advice, nil for none; a window that ends before it has begun counts as none. random is a number
// from 0 up to 1, which places the moment within the suggested window: keep it as long as the certificate lives, and the
// moment stays where it is while the window does.
func DecideRenewal(certificate *Certificate, info *RenewalInfo, wanted RenewalParams, now time.Time, random float64) (*RenewalDecision, error) {
	var a arguments
	defer a.end()
	if certificate == nil {
		return nil, nilError("certificate")
	}
	var advice *C.acme_renewal_info
	if info != nil {
		advice = lend(&a, "info", info.owned())
	}
	options := wanted.build(&a)
	from, until := C.int64_t(certificate.NotBefore.Unix()), C.int64_t(certificate.NotAfter.Unix())
	var out *C.acme_renewal_decision
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_renewal_decide(from, until, advice, options, C.int64_t(now.Unix()), C.double(random), &out, failure)
	})
	if err != nil {
		return nil, err
	}
	defer C.acme_renewal_decision_free(out)
	return &RenewalDecision{
		Due:         bool(C.acme_renewal_decision_is_due(out)),
		At:          unixTime(C.acme_renewal_decision_at(out)),
		Reason:      RenewalReason(C.acme_renewal_decision_reason(out)),
		LookAgainAt: unixTime(C.acme_renewal_decision_look_again_at(out)),
	}, nil
}
