package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
)

// A Directory is what an authority offers and says of itself (RFC 8555, section 7.1.1).
type Directory struct {
	// TermsOfService is the URL of the terms of service, to be shown to the user, or "".
	TermsOfService string
	// Website is the URL of the authority's website, or "".
	Website string
	// ExternalAccountRequired says whether a new account needs an external account binding (RFC 8555, section 7.3.4).
	ExternalAccountRequired bool
	// OnionCAARequired says whether the authority wants the CAA records of onion services within finalize, by
	// Order.FinalizeWithOnionCAA (RFC 9799).
	OnionCAARequired bool
	// CAAIdentities are the names that a CAA record may give this authority (RFC 8659), such as "letsencrypt.org".
	CAAIdentities []string
	// Profiles are the certificate profiles.
	Profiles []Profile
	// JSON is the directory as the server sent it.
	JSON json.RawMessage

	handle *handle[*C.acme_directory]
}

// A Profile is a kind of certificate that an authority issues (draft-ietf-acme-profiles).
type Profile struct {
	// Name is what OrderParams.Profile takes.
	Name string
	// Description is what the authority says of it.
	Description string
}

// Directory gives the directory. It is fetched once in the life of a client. Fails with ErrInvalidDirectory when the URL
// gives something else.
func (c *Client) Directory(ctx context.Context) (*Directory, error) {
	var out *C.acme_directory
	err := c.call(ctx, nil, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_directory(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return &Directory{
		TermsOfService:          C.GoString(C.acme_directory_terms_of_service(out)),
		Website:                 C.GoString(C.acme_directory_website(out)),
		ExternalAccountRequired: bool(C.acme_directory_external_account_required(out)),
		OnionCAARequired:        bool(C.acme_directory_onion_caa_required(out)),
		CAAIdentities: listOf(C.acme_directory_caa_identity_count(out), func(i C.size_t) string {
			return C.GoString(C.acme_directory_caa_identity(out, i))
		}),
		Profiles: listOf(C.acme_directory_profile_count(out), func(i C.size_t) Profile {
			name, description := C.acme_directory_profile_name(out, i), C.acme_directory_profile_description(out, i)
			return Profile{Name: C.GoString(name), Description: C.GoString(description)}
		}),
		JSON:   json.RawMessage(C.GoString(C.acme_directory_json(out))),
		handle: own("directory", out, func(directory *C.acme_directory) { C.acme_directory_free(directory) }),
	}, nil
}

// URL gives the URL of a resource by its name in the directory, such as "newOrder"; "" when the authority does not offer
// it.
func (d *Directory) URL(resource string) string {
	if d == nil {
		return ""
	}
	var a arguments
	defer a.end()
	directory, name := lend(&a, "directory", d.handle), a.text("resource", resource)
	if a.err != nil {
		return ""
	}
	return C.GoString(C.acme_directory_url(directory, name))
}
