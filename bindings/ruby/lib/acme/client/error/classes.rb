# frozen_string_literal: true

module Acme
  class Client
    class Error
      # No connection could be made, it broke, or the answer took too long. The cause says what exactly.
      class Timeout < Error; end

      # The TLS connection failed or the server's certificate does not verify.
      class TlsFailed < Error; end

      # What this client was asked for is not there or not possible yet.
      class ClientError < Error; end

      # What the directory URL answers is no directory.
      class InvalidDirectory < ClientError; end

      # The directory does not offer what the call needs.
      class UnsupportedOperation < ClientError; end

      # The challenge's type is unknown.
      class UnsupportedChallengeType < ClientError; end

      # The server answered 404; the message is the URL.
      class NotFound < ClientError; end

      # The order has no certificate yet.
      class CertificateNotReady < ClientError; end

      # No chain that the server offers has the wanted issuer.
      class ForcedChainNotFound < ClientError; end

      # The order cannot be finalized yet (RFC 8555, section 7.4).
      class OrderNotReady < ClientError; end

      # A solver could not make visible, or see, what the authority asks for.
      class SolverFailed < ClientError; end

      # A store, or a file, could not be read or written.
      class StoreFailed < ClientError; end

      # Another process is at work with it.
      class Locked < StoreFailed; end

      # The command that puts a new certificate to use failed; the certificate is there.
      class DeployFailed < ClientError; end

      # The state of an issuance, or an account's credentials, are damaged, or of another order, account or authority.
      class InvalidState < ClientError; end

      # The order's URL is not known.
      class OrderUrlNil < ClientError; end

      # The server refused the request, or its answer is not what RFC 8555 says it should be.
      class ServerError < Error; end

      # The certificate named by `replaces` has a successor already (RFC 9773, section 7.4).
      class AlreadyReplaced < ServerError; end

      # The certificate is revoked already.
      class AlreadyRevoked < ServerError; end

      # The CSR is unacceptable.
      class BadCSR < ServerError; end

      # The nonce was refused, at every attempt.
      class BadNonce < ServerError; end

      # The public key is not supported.
      class BadPublicKey < ServerError; end

      # The signature algorithm is not supported.
      class BadSignatureAlgorithm < ServerError; end

      # A contact URL is invalid.
      class InvalidContact < ServerError; end

      # The contact URL's scheme is not supported.
      class UnsupportedContact < ServerError; end

      # A new account needs an external account binding.
      class ExternalAccountRequired < ServerError; end

      # There is no account of this key.
      class AccountDoesNotExist < ServerError; end

      # The request was malformed.
      class Malformed < ServerError; end

      # The server does not issue for the identifier.
      class RejectedIdentifier < ServerError; end

      # The server failed.
      class ServerInternal < ServerError; end

      # The account is not allowed to do this, or control of the identifier could not be shown.
      class Unauthorized < ServerError; end

      # The identifier's type is not supported.
      class UnsupportedIdentifier < ServerError; end

      # The account's holder must visit the page that the problem's instance names.
      class UserActionRequired < ServerError; end

      # The revocation reason is not allowed.
      class BadRevocationReason < ServerError; end

      # A CAA record forbids issuance.
      class Caa < ServerError; end

      # A DNS query failed during validation.
      class Dns < ServerError; end

      # The server could not connect to the validation target.
      class Connection < ServerError; end

      # The server met a TLS error during validation.
      class Tls < ServerError; end

      # The response to the challenge was not the expected one.
      class IncorrectResponse < ServerError; end

      # Several problems, listed as subproblems.
      class Compound < ServerError; end

      # The authority does not have the certificate profile.
      class InvalidProfile < ServerError; end

      # The attestation statement is unacceptable.
      class BadAttestationStatement < ServerError; end

      # The delegation is unknown (RFC 9115).
      class UnknownDelegation < ServerError; end

      # The recurring order is cancelled (RFC 8739).
      class AutoRenewalCanceled < ServerError; end

      # The recurring order has expired (RFC 8739).
      class AutoRenewalExpired < ServerError; end

      # The recurring order cannot be cancelled in this state (RFC 8739).
      class AutoRenewalCancellationInvalid < ServerError; end

      # Certificates of recurring orders cannot be revoked (RFC 8739).
      class AutoRenewalRevocationNotSupported < ServerError; end

      # The onion service wants the order to carry CAA records (RFC 9799).
      class OnionCAARequired < ServerError; end
    end
  end
end
