package acmeclient

import (
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a block of a page may use without saying so.
const pageProgram = `package main

import (
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"acmeclient"
)

var _ = []any{context.Background, crypto.SHA256, tls.VersionTLS13, errors.New, fmt.Sprint, log.Fatal, slog.Default, http.NotFound, os.Exit, time.Now}

`

const pageFunction = `func main() {
	var (
		ctx         context.Context
		client      *acmeclient.Client
		solver      *acmeclient.Solver
		store       *acmeclient.Store
		certificate *acmeclient.Certificate
		key         crypto.Signer
		err         error
	)
	_, _, _, _, _, _, _ = ctx, client, solver, store, certificate, key, err
	func() {
`

var pageBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

func TestTheBlocksOfThePagesCompile(t *testing.T) {
	pages := must[[]string](t)(filepath.Glob("../../docs/*.md"))
	pages = append(pages, "README.md", "../../README.md")
	here := must[string](t)(filepath.Abs("."))
	folder := t.TempDir()
	writePage(t, filepath.Join(folder, "go.mod"), "module pages\n\ngo 1.21\n\nrequire acmeclient v0.0.0\n\nreplace acmeclient => "+here+"\n")
	for _, page := range pages {
		blocks := pageBlock.FindAllStringSubmatch(readFile(t, page), -1)
		if page == "README.md" && len(blocks) == 0 {
			t.Fatal("the README has no block of Go")
		}
		for i, block := range blocks {
			if formatted, err := format.Source([]byte(block[1])); err != nil || string(formatted) != block[1] {
				t.Errorf("%s: block %d is not as gofmt writes it: %v", page, i+1, err)
			}
			name := strings.NewReplacer("../", "", "/", "_", ".md", "").Replace(page)
			writePage(t, filepath.Join(folder, fmt.Sprintf("%s_%d", name, i+1), "main.go"), programOf(block[1]))
		}
	}
	vet := exec.Command("go", "vet", "-unusedresult=false", "./...")
	vet.Dir = folder
	if output, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// programOf makes a block a program: it is one, or declarations, or what stands in a function.
func programOf(block string) string {
	switch {
	case strings.HasPrefix(block, "package "):
		return block
	case strings.HasPrefix(block, "type "), strings.HasPrefix(block, "func "):
		return pageProgram + block + "\nfunc main() {}\n"
	}
	return pageProgram + pageFunction + block + "\n}()\n}\n"
}

func writePage(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
