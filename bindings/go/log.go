package acmeclient

// #include "bridge.h"
import "C"

import (
	"log/slog"
	"unsafe"
)

// LevelTrace is the level of log lines that hold more than is of use outside the library.
const LevelTrace = slog.LevelDebug - 4

// WithLogger hands log lines to a logger: at slog.LevelError what ended a call, at slog.LevelWarn what went wrong and is
// tried again, at slog.LevelInfo what was achieved, at slog.LevelDebug every request with its status and duration. They
// hold no keys, signatures or key authorizations. The handler gets the context of the call, and is called by several
// goroutines at once when the client is used so. What a panic of the handler means for an issuance is said at
// WithEvents.
func WithLogger(logger *slog.Logger) Option {
	return func(o *clientOptions) {
		if logger == nil {
			o.refuse(nilError("logger"))
			return
		}
		C.acme_client_options_set_log(o.object, C.ACME_LOG_TRACE, C.acme_log_fn(C.acmego_log), keep(logger),
			(*[0]byte)(C.acmegoForget))
	}
}

func (c *call) log(userdata unsafe.Pointer, level C.int32_t, line *C.char) {
	logger, wanted := kept[*slog.Logger](userdata), levelOf(level)
	_ = c.guard(func() error {
		logger.Log(c.ctx, wanted, C.GoString(line))
		return nil
	})
}

func levelOf(level C.int32_t) slog.Level {
	switch level {
	case C.ACME_LOG_ERROR:
		return slog.LevelError
	case C.ACME_LOG_WARN:
		return slog.LevelWarn
	case C.ACME_LOG_INFO:
		return slog.LevelInfo
	case C.ACME_LOG_DEBUG:
		return slog.LevelDebug
	default:
		return LevelTrace
	}
}
