package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"time"
)

// An AutoRenewal has the certificate of an order renew itself: STAR (RFC 8739). Few authorities offer it.
type AutoRenewal struct {
	// Start is when the first certificate begins; zero for at once.
	Start time.Time
	// End is when the last certificate ends.
	End time.Time
	// Lifetime is how long each certificate is valid, in whole seconds.
	Lifetime time.Duration
	// LifetimeAdjust is how much earlier than its issuance each certificate begins, in whole seconds, for programs whose
	// clocks are behind (RFC 8739, section 3.1.1).
	LifetimeAdjust time.Duration
	// AllowGET says whether the certificate may be fetched with a GET that nobody signs.
	AllowGET bool
}

func (r *AutoRenewal) addTo(a *arguments, params *C.acme_order_params) {
	if r == nil {
		return
	}
	start, end := a.moment("auto-renewal's start", r.Start), a.text("auto-renewal's end", r.End.UTC().Format(time.RFC3339))
	seconds := a.duration("auto-renewal's lifetime", r.Lifetime) / 1000
	C.acme_order_params_set_auto_renewal(params, start, end, seconds, C.bool(r.AllowGET))
	if r.LifetimeAdjust != 0 {
		adjust := a.duration("auto-renewal's lifetime adjust", r.LifetimeAdjust) / 1000
		C.acme_order_params_set_auto_renewal_adjust(params, adjust)
	}
}

// StarCertificate downloads the certificate of the day of an order that renews itself (RFC 8739). Its checks are those of
// Certificate.
//
// Fails with ErrCertificateNotReady, with ErrAutoRenewalCanceled or ErrAutoRenewalExpired when there is none any more.
func (o *Order) StarCertificate(ctx context.Context) (*Certificate, error) {
	a := arguments{ctx: ctx}
	defer a.end()
	order := lend(&a, "order", o.owned())
	return o.via().certificate(ctx, &a, func(client *C.acme_client, out **C.acme_certificate, failure **C.acme_error) C.acme_status {
		return C.acme_order_star_certificate(client, order, out, failure)
	})
}

// Cancel ends the renewal of an order (RFC 8739); certificates that are out stay valid until they expire.
//
// Fails with ErrUnsupportedOperation when the directory has no auto-renewal, with ErrAutoRenewalCancellationInvalid when
// the order is not valid.
func (o *Order) Cancel(ctx context.Context) (*Order, error) {
	return o.change(ctx, nil, func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_order_cancel(client, order, failure)
	})
}
