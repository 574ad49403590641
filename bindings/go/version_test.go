package acmeclient

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheLibraryIsOfTheVersionThatTheHeaderSays(t *testing.T) {
	if LibraryVersion() != Version || LibraryVersionNumber() != VersionNumber {
		t.Errorf("header %s (%d), library %s (%d)", Version, VersionNumber, LibraryVersion(), LibraryVersionNumber())
	}
}

func TestVersionsThatGoTogether(t *testing.T) {
	for _, c := range []struct {
		compiled, running int
		ok                bool
	}{
		{0x010000, 0x010000, true}, {0x010000, 0x010203, true}, {0x010200, 0x010100, false},
		{0x010000, 0x020000, false}, {0x020000, 0x010900, false},
	} {
		if err := checkVersion(c.compiled, c.running); (err == nil) != c.ok {
			t.Errorf("compiled for %#x, running %#x: %v", c.compiled, c.running, err)
		}
	}
}

// A library with all functions, of which only the version does anything.
func otherLibrary(t *testing.T, number int) string {
	t.Helper()
	var source strings.Builder
	for name := range all(`(?m)^(acme_\w+) `, readFile(t, repository("include/acme_client.symbols"))) {
		if name != "acme_version_number" {
			fmt.Fprintf(&source, "void %s(void) {}\n", name)
		}
	}
	fmt.Fprintf(&source, "unsigned acme_version_number(void) { return %#x; }\n", number)
	folder := t.TempDir()
	file := filepath.Join(folder, "other.c")
	if err := os.WriteFile(file, []byte(source.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(folder, "libacme_client.so.1")
	build := exec.Command("cc", "-shared", "-fPIC", "-Wl,-soname,libacme_client.so.1", "-o", library, file)
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return library
}

func TestALibraryOfAnotherVersionIsRefusedAtLoad(t *testing.T) {
	program := must[string](t)(os.Executable())
	command := exec.Command(program, "-test.run", "^$")
	command.Env = append(os.Environ(), "LD_PRELOAD="+otherLibrary(t, 0x020305))
	output, err := command.CombinedOutput()
	if err == nil {
		t.Fatal("the program ran")
	}
	for _, version := range []string{"compiled for libacme_client " + Version, "the library found is 2.3.5"} {
		if !strings.Contains(string(output), version) {
			t.Errorf("no %q in:\n%s", version, output)
		}
	}
}
