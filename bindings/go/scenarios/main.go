// Command scenarios runs the scenarios of tests/scenarios/list.tsv; its README says how they are asked for and what each one
// shows.
//
//	scenarios [ID...]
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"acmeclient"
)

// scenarios are the functions by the id of the list, in its order.
var scenarios = []struct {
	id  string
	run func(*site) error
}{
	{"account", account},
	{"account-ed25519", accountEd25519},
	{"external-account", externalAccount},
	{"http-01", provedBy("http-01", "")},
	{"http-01-ip", provedBy("http-01", "127.0.0.1")},
	{"dns-01", provedBy("dns-01", "")},
	{"dns-01-wildcard", provedBy("dns-01", "*.")},
	{"tls-alpn-01", provedBy("tls-alpn-01", "")},
	{"tls-alpn-01-ip", provedBy("tls-alpn-01", "127.0.0.1")},
	{"dns-account-01", provedBy("dns-account-01", "")},
	{"dns-persist-01", provedBy("dns-persist-01", "")},
	{"obtain", withClient(obtain)},
	{"alternate-chains", withCertificate(alternateChains)},
	{"profiles", withClient(profiles)},
	{"renewal-info", withCertificate(renewalInfo)},
	{"renewal-replaces", withCertificate(renewalReplaces)},
	{"key-change", withClient(keyChange)},
	{"revocation", withCertificate(revocation)},
	{"revocation-by-key", withCertificate(revocationByKey)},
	{"orders", withClient(orders)},
	{"pre-authorization", withClient(preAuthorization)},
	{"authorization-deactivation", withClient(authorizationDeactivation)},
	{"account-deactivation", withClient(accountDeactivation)},
}

// notOffered is why the server does not have the feature.
type notOffered string

func (n notOffered) Error() string { return string(n) }

func main() { os.Exit(runAll(os.Args[1:])) }

func runAll(asked []string) int {
	functions := make(map[string]func(*site) error)
	var known []string
	for _, scenario := range scenarios {
		functions[scenario.id] = scenario.run
		known = append(known, scenario.id)
	}
	for _, id := range asked {
		if functions[id] == nil {
			fmt.Fprintf(os.Stderr, "scenarios: there is no scenario %s\n", id)
			return 2
		}
	}
	if len(asked) == 0 {
		asked = known
	}
	status := 0
	for _, id := range asked {
		line := outcome(id, functions[id])
		if strings.HasPrefix(line, "failed") {
			status = 1
		}
		fmt.Printf("%s\t%s\n", id, line)
	}
	return status
}

// outcome is what became of a scenario: its line after the id.
func outcome(id string, run func(*site) error) (line string) {
	defer func() {
		if reason := recover(); reason != nil {
			line = "failed\t" + oneLine(fmt.Sprint("panic: ", reason))
		}
	}()
	here, err := newSite(id)
	if err == nil {
		defer here.close()
		err = run(here)
	}
	var missing notOffered
	switch {
	case err == nil:
		return "passed"
	case errors.As(err, &missing), errors.Is(err, acmeclient.ErrUnsupportedOperation),
		errors.Is(err, acmeclient.ErrChallengeNotOffered):
		return "not-offered\t" + oneLine(err.Error())
	default:
		return "failed\t" + oneLine(err.Error())
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
