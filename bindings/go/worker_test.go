package acmeclient

import (
	"context"
	"runtime"
	"sync"
	"testing"
)

func TestACallbackMayObtainACertificateItself(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "ok"))
	inner := NewSolver(quiet{}, "http-01")
	outer := NewSolver(presenter{func(ctx context.Context, _ []Presentation) error {
		_, err := client.Obtain(ctx, []string{"b.example"}, inner)
		return err
	}, cleanUpNothing}, "http-01")
	must[*Certificate](t)(client.Obtain(ctx, []string{"a.example"}, outer))
}

func TestFewThreadsWaitForTheNextIssuance(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "ok"))
	many := runtime.GOMAXPROCS(0) + 4
	var together, ended sync.WaitGroup
	together.Add(many)
	for number := 0; number < many; number++ {
		ended.Add(1)
		go func() {
			defer ended.Done()
			solver := NewSolver(presenter{func(context.Context, []Presentation) error {
				together.Done()
				together.Wait()
				return nil
			}, cleanUpNothing}, "http-01")
			if _, err := client.Obtain(ctx, []string{"a.example"}, solver); err != nil {
				t.Error(err)
			}
		}()
	}
	ended.Wait()
	idle.Lock()
	defer idle.Unlock()
	if waiting := len(idle.workers); waiting == 0 || waiting > runtime.GOMAXPROCS(0) {
		t.Errorf("%d threads wait", waiting)
	}
}
