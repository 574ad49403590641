package acmeclient

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAStoreKeepsDocuments(t *testing.T) {
	ctx := background(t)
	for _, store := range []*Store{must[*Store](t)(FolderStore(t.TempDir())), must[*Store](t)(NewStore(newMemoryStore()))} {
		for _, data := range [][]byte{[]byte("text"), {}} {
			if err := store.Write(ctx, "a/b.json", data, true); err != nil {
				t.Fatal(err)
			}
			if read := must[[]byte](t)(store.Read(ctx, "a/b.json")); string(read) != string(data) {
				t.Errorf("%q became %q", data, read)
			}
		}
		if err := store.Remove(ctx, "a/b.json"); err != nil {
			t.Fatal(err)
		}
		if read := must[[]byte](t)(store.Read(ctx, "a/b.json")); read != nil {
			t.Errorf("read %q", read)
		}
		_, err := store.Read(ctx, "../escape")
		wantIs(t, err, ErrInvalidArgument)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := FolderStore(file)
	wantIs(t, err, ErrFile)
}
