package main

import (
	"os"
	"strings"
	"testing"
)

func TestTheRunnerHasTheScenariosOfTheList(t *testing.T) {
	text, err := os.ReadFile("../../../tests/scenarios/list.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != len(scenarios) {
		t.Fatalf("%d scenarios in the list, %d here", len(lines), len(scenarios))
	}
	for i, line := range lines {
		if id, _, _ := strings.Cut(line, "\t"); id != scenarios[i].id {
			t.Errorf("%s in the list, %s here", id, scenarios[i].id)
		}
	}
}

func TestAnUnknownScenarioIsRefused(t *testing.T) {
	if status := runAll([]string{"no-such"}); status != 2 {
		t.Errorf("status %d", status)
	}
}
