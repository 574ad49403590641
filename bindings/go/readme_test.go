package acmeclient

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a block of the README may use without saying so.
const readmeProgram = `package main

import (
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"time"

	"acmeclient"
)

var _ = []any{context.Background, crypto.SHA256, tls.VersionTLS13, errors.New, fmt.Sprint, log.Fatal, slog.Default, http.NotFound, time.Now}

`

const readmeFunction = `func main() {
	var (
		ctx    context.Context
		client *acmeclient.Client
		store  *acmeclient.Store
		key    crypto.Signer
		err    error
	)
	_, _, _, _, _ = ctx, client, store, key, err
	func() {
`

func TestTheBlocksOfTheReadmeCompile(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(readFile(t, "README.md"), -1)
	if len(blocks) == 0 {
		t.Fatal("the README has no block of Go")
	}
	here := must[string](t)(filepath.Abs("."))
	folder := t.TempDir()
	module := "module readme\n\ngo 1.21\n\nrequire acmeclient v0.0.0\n\nreplace acmeclient => " + here + "\n"
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), []byte(module), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, block := range blocks {
		text := readmeProgram + block[1]
		if !strings.HasPrefix(block[1], "type ") {
			text = readmeProgram + readmeFunction + block[1] + "\n}()\n}\n"
		} else {
			text += "\nfunc main() {}\n"
		}
		file := filepath.Join(folder, "block"+string(rune('a'+i)), "main.go")
		if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	vet := exec.Command("go", "vet", "-unusedresult=false", "./...")
	vet.Dir = folder
	if output, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
