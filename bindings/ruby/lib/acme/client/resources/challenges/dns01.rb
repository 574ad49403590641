# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A TXT record below the name (RFC 8555, section 8.4).
        class DNS01 < Base
          include RecordNames

          # The type's name.
          CHALLENGE_TYPE = "dns-01"

          # The label that comes before the name.
          RECORD_NAME = "_acme-challenge"

          # The record's type.
          RECORD_TYPE = "TXT"

          # The digest of the key authorization that the record has.
          DIGEST = OpenSSL::Digest::SHA256

          # @return [String] "_acme-challenge"; the record is at this label of the name
          def record_name
            RECORD_NAME
          end

          # @return [String] "TXT"
          def record_type
            RECORD_TYPE
          end

          # @return [String] the record's text
          def record_content
            Util.urlsafe_base64(DIGEST.digest(key_authorization))
          end
        end
      end
    end
  end
end
