# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A TXT record that is put in place once and proves the name from then on (draft-ietf-acme-dns-persist). Programs
        # that know only the older challenges take it for an unsupported one.
        class DNSPersist01 < Unsupported
          include RecordNames

          # The type's name.
          CHALLENGE_TYPE = "dns-persist-01"

          # The label that comes before the name.
          RECORD_NAME = "_validation-persist"

          # The record's type.
          RECORD_TYPE = "TXT"

          # How many names of an authority a challenge may have.
          ISSUERS = (1..10)
          private_constant :ISSUERS

          # @param client [Client]
          # @param attributes [Hash] as {Base#initialize} takes them
          def initialize(client, **attributes)
            super(client, **attributes, type: CHALLENGE_TYPE)
          end

          # @return [Array<String>] the names of the authority, of which the record has one
          # @raise [Error::ServerError] when the challenge has none, or too many
          def issuer_domain_names
            names = document && (document["issuerDomainNames"] || document["issuer-domain-names"])
            return names if names.is_a?(Array) && ISSUERS.cover?(names.size) && names.all?(String)

            raise Error::ServerError, "The challenge has no list of 1 to 10 issuerDomainNames"
          end

          # @return [String] "_validation-persist"; the record is at this label of the name
          def record_name
            RECORD_NAME
          end

          # @return [String] "TXT"
          def record_type
            RECORD_TYPE
          end

          # @param domain [String, nil] the name, when the challenge does not come from its authorization
          # @param wildcard [Boolean, nil] whether the record allows wildcard names and subdomains too; nil: when the
          #   authorization is for a wildcard name
          # @param persist_until [Time, Integer, nil] until when it may be used
          # @return [String] the record's text
          # @raise [ArgumentError] when the name is not known
          # @raise [Error]
          def record_content(domain = nil, wildcard: nil, persist_until: nil)
            @client.persistent_dns_record(
              name: known_domain(domain), issuer: issuer_domain_names.first,
              wildcard: wildcard.nil? ? wildcard? : wildcard, persist_until: persist_until
            ).content
          end
        end
      end
    end
  end
end
