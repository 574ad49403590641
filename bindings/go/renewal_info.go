package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// A RenewalInfo is the authority's advice when to renew one certificate (RFC 9773). Renew at the moment that Pick gives,
// and look again after NextLook: the authority may change its mind. It may be used by several goroutines at once.
type RenewalInfo struct {
	// Start and End are the suggested window.
	Start, End time.Time
	// ExplanationURL is the URL of a page that says why, or "".
	ExplanationURL string
	// NextLook is how long to wait before the next look: what the server asked for, but at least a minute and at most a day;
	// 6 hours when it did not say.
	NextLook time.Duration
	// JSON is the advice as the server sent it.
	JSON json.RawMessage

	handle *handle[*C.acme_renewal_info]
}

// RenewalInfo asks when a certificate should be renewed, by its Certificate.ARIID (RFC 9773, section 4.1). No account is
// needed.
//
// Fails with ErrUnsupportedOperation when the directory has no renewalInfo, with ErrNotFound when the authority does not
// know the certificate, with ErrInvalidArgument when the id is none.
func (c *Client) RenewalInfo(ctx context.Context, ariID string) (*RenewalInfo, error) {
	var a arguments
	defer a.end()
	id := a.text("ARI id", ariID)
	var out *C.acme_renewal_info
	err := c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_renewal_info(client, id, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return &RenewalInfo{
		Start:          unixTime(C.acme_renewal_info_start(out)),
		End:            unixTime(C.acme_renewal_info_end(out)),
		ExplanationURL: C.GoString(C.acme_renewal_info_explanation_url(out)),
		NextLook:       time.Duration(C.acme_renewal_info_next_look_ms(out)) * time.Millisecond,
		JSON:           json.RawMessage(C.GoString(C.acme_renewal_info_json(out))),
		handle:         own("renewal info", out, func(info *C.acme_renewal_info) { C.acme_renewal_info_free(info) }),
	}, nil
}

// Pick picks the moment to renew at: a random one in the window, now when that has passed (RFC 9773, section 4.2). Pick
// once and keep the moment while the window stays as it is.
//
// Fails with ErrInvalidResponse when the window ends before it has begun. Renew then as if the authority had given no
// advice.
func (i *RenewalInfo) Pick(now time.Time) (time.Time, error) {
	var a arguments
	defer a.end()
	info := lend(&a, "renewal info", i.owned())
	var out C.int64_t
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_renewal_info_pick(info, C.int64_t(now.Unix()), &out, failure)
	})
	if err != nil {
		return time.Time{}, err
	}
	return unixTime(out), nil
}

func (i *RenewalInfo) owned() *handle[*C.acme_renewal_info] {
	if i == nil {
		return nil
	}
	return i.handle
}
