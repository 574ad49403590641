package main

import (
	"log/slog"
	"os"
	"sync"

	"acmeclient"
)

func appendTo(variable string) (*os.File, error) {
	return os.OpenFile(os.Getenv(variable), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// newKey makes a key, and keeps it in the file of those that are looked for in the log.
func newKey(kind acmeclient.KeyKind) (*acmeclient.Key, error) {
	key, err := acmeclient.GenerateKey(kind)
	if err != nil {
		return nil, err
	}
	text, err := key.PEM("")
	if err != nil {
		return nil, err
	}
	file, err := appendTo("ACME_KEYS")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return key, err
}

// logger writes every line of the library to the file of the log.
var logger = sync.OnceValues(func() (*slog.Logger, error) {
	file, err := appendTo("ACME_LOG")
	if err != nil {
		return nil, err
	}
	return slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: acmeclient.LevelTrace})), nil
})
