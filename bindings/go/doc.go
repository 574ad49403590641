// Package acmeclient obtains, renews and revokes TLS certificates from any certificate authority that speaks ACME (RFC
// 8555), over the C library acme_client.
//
// There are two levels. Client.Obtain makes names into a certificate in one call; Manager and Autocert keep certificates
// fresh. Below are the protocol's verbs, one call a step: Client.NewAccount, Client.NewOrder, Order.Authorization,
// Challenge.RequestValidation, Order.Finalize, Order.Certificate.
//
// # Contexts
//
// What goes to the network takes a context, and ends within 100 ms of it; the error is then context.Canceled or
// context.DeadlineExceeded for errors.Is. Callbacks get the context of the call that they belong to.
//
// # Errors
//
// Every error of a call is an *Error for errors.As: the step, the server's whole problem document, its subproblems by
// identifier, and the time to try again. errors.Is compares it with a Status such as ErrRateLimited, or with what a
// callback returned. A panic of a callback comes out of the call that ran it, in the goroutine that made that call.
//
// # Objects
//
// Accounts, orders, authorizations and challenges are snapshots of what the server said: a method that learns something
// newer gives a new one, and the data of the old one never changes. What holds an object of the C library has a Close
// method; the garbage collector does the same later. A nil, a second Close, and the use of what is closed are errors.
//
// # Versions
//
// A program runs with every library of the major version that it was compiled with, if it is not older. With another one
// it ends as soon as it is loaded, with a message that names both.
package acmeclient
