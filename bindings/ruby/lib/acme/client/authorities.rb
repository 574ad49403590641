# frozen_string_literal: true

module Acme
  class Client
    # The directory of Let's Encrypt.
    LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"

    # The directory of Let's Encrypt for tests, whose certificates nobody trusts.
    LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"
  end
end
