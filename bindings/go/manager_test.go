package acmeclient

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

func TestAManagerKeepsCertificatesFresh(t *testing.T) {
	for kind, newStore := range map[string]func() (*Store, error){
		"folder": func() (*Store, error) { return FolderStore(t.TempDir()) },
		"own":    func() (*Store, error) { return NewStore(newMemoryStore()) },
	} {
		t.Run(kind, func(t *testing.T) {
			ctx := background(t)
			store := must[*Store](t)(newStore())
			client := must[*Client](t)(NewFromStore(ctx, pebble(t), store, Account{TermsAgreed: true}, WithCAFile(environment(t, "ACME_CA_FILE"))))
			mark := filepath.Join(t.TempDir(), "deployed")
			handed := 0
			manager := must[*Manager](t)(NewManager(client, store, webroot(t), WithRenewal(RenewalParams{LookEvery: time.Hour, RenewBefore: time.Hour}),
				WithIssuance(WithTimeout(time.Minute)), WithDeployCommand("printf %s \"$ACME_NAME\" >"+mark, 0),
				WithRenewed(func(_ context.Context, _ string, certificate *Certificate) error {
					handed++
					if key, err := certificate.Key(); err != nil || key == nil {
						t.Errorf("no key: %v", err)
					}
					return nil
				})))
			host := uniqueName("managed")
			name := must[string](t)(manager.Add(ctx, "", []string{host}))
			if certificate := must[*Certificate](t)(manager.Certificate(ctx, name)); certificate != nil {
				t.Error("there is a certificate before the first run")
			}
			report := must[*ManagerReport](t)(manager.RunPending(ctx, time.Now()))
			if managed := report.Certificates[0]; name != host || managed.Action != ManagerRenewed || managed.Err != nil || handed != 1 {
				t.Fatalf("%+v, handed over %d times", managed, handed)
			}
			verify(t, must[*Certificate](t)(manager.Certificate(ctx, name)).TLS(), host)
			if deployed := readFile(t, mark); deployed != name {
				t.Errorf("deployed %q", deployed)
			}
			report = must[*ManagerReport](t)(manager.RunPending(ctx, time.Now()))
			if report.Certificates[0].Action != ManagerWaiting || report.NextLook.Before(time.Now()) {
				t.Errorf("%+v", report)
			}
			if err := manager.Remove(ctx, name); err != nil {
				t.Fatal(err)
			}
			if report = must[*ManagerReport](t)(manager.RunPending(ctx, time.Now())); len(report.Certificates) != 0 || !report.NextLook.IsZero() {
				t.Errorf("%+v", report)
			}
		})
	}
}

func TestAManagerTellsWhyACertificateFailed(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "rate-limited"))
	manager := must[*Manager](t)(NewManager(client, must[*Store](t)(FolderStore(t.TempDir())), NewSolver(quiet{}, "http-01")))
	must[string](t)(manager.Add(ctx, "a", []string{"a.example"}))
	managed := must[*ManagerReport](t)(manager.RunPending(ctx, time.Now())).Certificates[0]
	if managed.Action != ManagerFailed {
		t.Fatalf("%+v", managed)
	}
	wantIs(t, managed.Err, ErrRateLimited)
	_, err := manager.Add(ctx, "../escape", []string{"a.example"})
	wantIs(t, err, ErrInvalidArgument)
	_, err = manager.Add(ctx, "b", []string{"a.example"}, WithKey(newKey(t)))
	wantIs(t, err, ErrInvalidArgument)
}

func TestRunGoesOnUntilItsContextEnds(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	manager := must[*Manager](t)(NewManager(client, must[*Store](t)(FolderStore(t.TempDir())), NewSolver(quiet{}, "http-01")))
	must[string](t)(manager.Add(background(t), "a", []string{"a.example"}))
	ctx, cancel := context.WithCancel(background(t))
	err := manager.Run(ctx, func(report *ManagerReport, err error) {
		if err != nil || report.Certificates[0].Action != ManagerRenewed {
			t.Errorf("%+v, %v", report, err)
		}
		cancel()
	})
	wantIs(t, err, context.Canceled)
}
