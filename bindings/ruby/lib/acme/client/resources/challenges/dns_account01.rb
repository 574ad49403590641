# frozen_string_literal: true

module Acme
  class Client
    module Resources
      module Challenges
        # A TXT record whose label is the account's own, so that several accounts can prove the same name at once
        # (draft-ietf-acme-dns-account-label).
        class DNSAccount01 < Base
          include RecordNames

          # The type's name.
          CHALLENGE_TYPE = "dns-account-01"

          # What the account's label begins with.
          RECORD_PREFIX = "_"

          # What follows the account's label.
          RECORD_SUFFIX = "._acme-challenge"

          # The record's type.
          RECORD_TYPE = "TXT"

          # The digest of the account's URL and of the key authorization.
          DIGEST = OpenSSL::Digest::SHA256

          # Base32 in lower case (RFC 4648, section 6).
          BASE32_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

          # How many bytes of the digest are in the label.
          LABEL_BYTES = 10
          private_constant :LABEL_BYTES

          # @return [String] the account's label and "._acme-challenge"; the record is there below the name
          # @raise [Error] when the account's URL must be asked for and is not told
          def record_name
            "#{RECORD_PREFIX}#{account_label}#{RECORD_SUFFIX}"
          end

          # @return [String] "TXT"
          def record_type
            RECORD_TYPE
          end

          # @return [String] the record's text
          def record_content
            Util.urlsafe_base64(DIGEST.digest(key_authorization))
          end

          private

          # Five bits a digit, the highest first.
          def account_label
            number = DIGEST.digest(@client.kid).byteslice(0, LABEL_BYTES).unpack1("H*").hex
            (LABEL_BYTES * 8 - 5).step(0, -5).map { |shift| BASE32_ALPHABET[number >> shift & 31] }.join
          end
        end
      end
    end
  end
end
