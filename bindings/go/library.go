package acmeclient

/*
#cgo pkg-config: acme_client
#include <acme_client.h>

#if ACME_CLIENT_VERSION_MAJOR != 1
#error "the package acmeclient needs the header of acme_client 1.x"
#endif
*/
import "C"

import "fmt"

// Version is the version of the C library that this package was compiled with.
const Version = C.ACME_CLIENT_VERSION

// VersionNumber is the same as a number: 65536 * major + 256 * minor + patch.
const VersionNumber = C.ACME_CLIENT_VERSION_NUMBER

// minimumNumber is the oldest header that this package can be compiled with; it is the version in which the youngest
// function that the package calls arrived.
const minimumNumber = 0x010000

// A header that is too old stops the compiler here: the constant would be negative.
const _ = uint(VersionNumber - minimumNumber)

// LibraryVersion gives the version of the C library that runs, which may be newer than Version.
func LibraryVersion() string { return C.GoString(C.acme_version()) }

// LibraryVersionNumber gives the same as a number.
func LibraryVersionNumber() int { return int(C.acme_version_number()) }

// A program that finds a library which it cannot use ends here, before anything of it is called.
func init() {
	if err := checkVersion(VersionNumber, LibraryVersionNumber()); err != nil {
		panic(err)
	}
}

// checkVersion says whether a program that was compiled with one version runs with another: the same major version, and
// not an older one.
func checkVersion(compiled, running int) error {
	if compiled>>16 == running>>16 && running >= compiled {
		return nil
	}
	return fmt.Errorf("acmeclient: compiled for libacme_client %s, but the library found is %s",
		versionText(compiled), versionText(running))
}

func versionText(number int) string {
	return fmt.Sprintf("%d.%d.%d", number>>16, number>>8&0xff, number&0xff)
}
