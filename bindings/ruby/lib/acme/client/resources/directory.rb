# frozen_string_literal: true

module Acme
  class Client
    module Resources
      # Where the authority's services are, and what it says of itself (RFC 8555, section 7.1.1).
      class Directory
        # The directory's names of the services.
        DIRECTORY_RESOURCES = {
          new_nonce: "newNonce",
          new_account: "newAccount",
          new_order: "newOrder",
          new_authz: "newAuthz",
          revoke_certificate: "revokeCert",
          key_change: "keyChange",
          renewal_info: "renewalInfo"
        }.freeze

        # The directory's names of what it says of the authority.
        DIRECTORY_META = {
          terms_of_service: "termsOfService",
          website: "website",
          caa_identities: "caaIdentities",
          external_account_required: "externalAccountRequired",
          profiles: "profiles"
        }.freeze

        # @param client [Client]
        # @param arguments [Hash] directory: the document, with string keys; optionally url:, where it is from
        def initialize(client, **arguments)
          @client = client
          assign_attributes(**arguments)
        end

        # @param key [Symbol] a key of {DIRECTORY_RESOURCES}
        # @return [URI]
        # @raise [Error::UnsupportedOperation] when the directory does not have it
        def endpoint_for(key)
          @endpoints.fetch(key) do
            raise Error::UnsupportedOperation, "Directory at #{@url} does not include `#{key}`"
          end
        end

        # @return [Hash] what the authority says of itself, with string keys; empty when it says nothing
        attr_reader :meta

        # @return [String, nil] the URL of the terms of service
        def terms_of_service
          meta[DIRECTORY_META[:terms_of_service]]
        end

        # @return [String, nil] the URL of the authority's website
        def website
          meta[DIRECTORY_META[:website]]
        end

        # @return [Array<String>, nil] the names that CAA records allow this authority by (RFC 8659)
        def caa_identities
          meta[DIRECTORY_META[:caa_identities]]
        end

        # @return [Boolean, nil] whether new accounts need an external account binding (RFC 8555, section 7.3.4)
        def external_account_required
          meta[DIRECTORY_META[:external_account_required]]
        end

        # @return [Hash{String => String}, nil] the names and descriptions of certificate profiles
        def profiles
          meta[DIRECTORY_META[:profiles]]
        end

        private

        def assign_attributes(directory:, url: nil)
          @url = url
          @meta = directory["meta"].is_a?(Hash) ? directory["meta"] : {}
          @endpoints = DIRECTORY_RESOURCES.transform_values { |name| endpoint(directory[name]) }.compact
        end

        def endpoint(text)
          URI(text) if text.is_a?(String)
        rescue URI::InvalidURIError
          nil
        end
      end
    end
  end
end
