module acmeclient-examples

go 1.21

require acmeclient v0.0.0

replace acmeclient => ../../bindings/go
