package acmeclient

import (
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// sources gives the package's own files, without comments.
func sources(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	for _, file := range must[[]os.DirEntry](t)(os.ReadDir(".")) {
		name := file.Name()
		if strings.HasSuffix(name, ".c") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			text.WriteString(readFile(t, name))
		}
	}
	return regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(text.String(), "")
}

func all(pattern, text string) map[string]bool {
	found := make(map[string]bool)
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	return found
}

func missing(wanted, found map[string]bool) []string {
	var names []string
	for name := range wanted {
		if !found[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func TestEveryFunctionOfTheLedgerIsCalled(t *testing.T) {
	ledger := all(`(?m)^(acme_\w+) `, readFile(t, repository("include/acme_client.symbols")))
	if len(ledger) == 0 {
		t.Fatal("the ledger is empty")
	}
	if names := missing(ledger, all(`\b(acme_\w+)\(`, sources(t))); len(names) > 0 {
		t.Errorf("nothing calls %s", strings.Join(names, ", "))
	}
}

func TestEveryConstantOfTheHeaderIsUsed(t *testing.T) {
	constants := all(`(?m)^  (ACME_\w+) = `, readFile(t, repository("include/acme_client.h")))
	used := all(`\bC\.(ACME_\w+)`, sources(t))
	for _, name := range missing(constants, used) {
		if !strings.HasPrefix(name, "ACME_CLIENT_VERSION_") {
			t.Errorf("no Go code uses %s", name)
		}
	}
}
