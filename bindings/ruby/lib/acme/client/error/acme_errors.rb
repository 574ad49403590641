# frozen_string_literal: true

module Acme
  class Client
    class Error
      # The error class of each problem type (RFC 8555, section 6.7).
      ACME_ERRORS = {
        "accountDoesNotExist" => AccountDoesNotExist,
        "alreadyReplaced" => AlreadyReplaced,
        "alreadyRevoked" => AlreadyRevoked,
        "badCSR" => BadCSR,
        "badNonce" => BadNonce,
        "badPublicKey" => BadPublicKey,
        "badRevocationReason" => BadRevocationReason,
        "badSignatureAlgorithm" => BadSignatureAlgorithm,
        "caa" => Caa,
        "connection" => Connection,
        "dns" => Dns,
        "externalAccountRequired" => ExternalAccountRequired,
        "incorrectResponse" => IncorrectResponse,
        "invalidContact" => InvalidContact,
        "malformed" => Malformed,
        "orderNotReady" => OrderNotReady,
        "rateLimited" => RateLimited,
        "rejectedIdentifier" => RejectedIdentifier,
        "serverInternal" => ServerInternal,
        "tls" => Tls,
        "unauthorized" => Unauthorized,
        "unsupportedContact" => UnsupportedContact,
        "unsupportedIdentifier" => UnsupportedIdentifier,
        "userActionRequired" => UserActionRequired
      }.transform_keys { |name| "urn:ietf:params:acme:error:#{name}".freeze }.freeze
    end
  end
end
