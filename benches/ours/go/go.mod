module bench

go 1.22

require acmeclient v0.0.0

replace acmeclient => ../../../bindings/go
