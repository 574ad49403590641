package acmeclient

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
)

// mustRoots gives a configuration that trusts the test servers.
func mustRoots(t testing.TB) *tls.Config {
	t.Helper()
	return &tls.Config{RootCAs: pool(t, environment(t, "ACME_CA_FILE"))}
}

// pool gives the certificates of a file.
func pool(t testing.TB, path string) *x509.CertPool {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(readFile(t, path))) {
		t.Fatalf("%s holds no certificate", path)
	}
	return roots
}
