# frozen_string_literal: true

module Acme
  class Client
    class Error
      # The error class of every problem type in the IANA registry: those of {ACME_ERRORS}, and what came later.
      PROBLEM_TYPES = ACME_ERRORS.merge({
        "autoRenewalCanceled" => AutoRenewalCanceled,
        "autoRenewalCancellationInvalid" => AutoRenewalCancellationInvalid,
        "autoRenewalExpired" => AutoRenewalExpired,
        "autoRenewalRevocationNotSupported" => AutoRenewalRevocationNotSupported,
        "badAttestationStatement" => BadAttestationStatement,
        "compound" => Compound,
        "invalidProfile" => InvalidProfile,
        "onionCAARequired" => OnionCAARequired,
        "unknownDelegation" => UnknownDelegation
      }.transform_keys { |name| "urn:ietf:params:acme:error:#{name}".freeze }).freeze
    end
  end
end
