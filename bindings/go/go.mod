module acmeclient

go 1.21
