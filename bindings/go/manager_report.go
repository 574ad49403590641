package acmeclient

// #include "bridge.h"
import "C"

import "time"

// A ManagerAction is what a run did about a certificate.
type ManagerAction int32

// The actions.
const (
	// ManagerWaiting: nothing was due.
	ManagerWaiting ManagerAction = C.ACME_MANAGER_WAITING
	// ManagerRenewed: a new certificate is in use.
	ManagerRenewed ManagerAction = C.ACME_MANAGER_RENEWED
	// ManagerBusy: another process is at work with it.
	ManagerBusy ManagerAction = C.ACME_MANAGER_BUSY
	// ManagerFailed: it failed, and ManagedCertificate.Err says why. The certificate in use stays.
	ManagerFailed ManagerAction = C.ACME_MANAGER_FAILED
)

// A ManagerReport is what a run did about each certificate.
type ManagerReport struct {
	// Certificates are the managed certificates.
	Certificates []ManagedCertificate
	// NextLook is when to run again; zero when nothing is managed.
	NextLook time.Time
}

// A ManagedCertificate is what a run did about one certificate.
type ManagedCertificate struct {
	// Name is the name that it is managed by.
	Name string
	// Action is what was done.
	Action ManagerAction
	// Err is why it failed; nil when it did not.
	Err *Error
	// LookAgainAt is when there may be something to do for it.
	LookAgainAt time.Time
}

// readReport takes over a report.
func readReport(object *C.acme_manager_report) *ManagerReport {
	defer C.acme_manager_report_free(object)
	report := &ManagerReport{
		Certificates: listOf(C.acme_manager_report_count(object), func(i C.size_t) ManagedCertificate {
			managed := ManagedCertificate{
				Name:        C.GoString(C.acme_manager_report_name(object, i)),
				Action:      ManagerAction(C.acme_manager_report_action(object, i)),
				LookAgainAt: unixTime(C.acme_manager_report_look_again_at(object, i)),
			}
			if failure := C.acme_manager_report_error(object, i); failure != nil {
				managed.Err = newError(Status(C.acme_error_status(failure)), failure)
			}
			return managed
		}),
	}
	if next := C.acme_manager_report_next_look(object); next != 0 {
		report.NextLook = unixTime(next)
	}
	return report
}
