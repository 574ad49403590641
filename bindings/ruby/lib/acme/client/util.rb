# frozen_string_literal: true

module Acme
  class Client
    # Small helpers; they can be called on the module or mixed in.
    module Util
      # One link with its relation, in the form that most servers send. {#decode_link_headers} reads all forms.
      LINK_MATCH = /<([^>]*)>\s*;\s*rel="?([\w-]+)"?/

      # The longest wait that is taken from a Retry-After header, in seconds.
      LONGEST_WAIT = 366 * 24 * 3600
      private_constant :LONGEST_WAIT

      extend self

      # @param data [String] bytes
      # @return [String] base64url without padding (RFC 7515, appendix C)
      def urlsafe_base64(data)
        Base64.urlsafe_encode64(data, padding: false)
      end

      # @param link_header [String] a Link header (RFC 8288, section 3), several ones joined with commas
      # @return [Hash{String => Array<String>}] the URLs of each relation
      def decode_link_headers(link_header)
        LinkHeader.parse(link_header)
      end

      # @param value [String, Numeric, Time, nil] a Retry-After header: seconds or an HTTP-date (RFC 9110, section 10.2.3)
      # @return [Time, nil] the moment that it names, nil for one that cannot be understood
      def parse_retry_after(value)
        case value
        when Time then value
        when Numeric then seconds_from_now(value)
        else retry_after_from_header(value.to_s.strip)
        end
      rescue ArgumentError, EncodingError
        nil
      end

      # Puts the public half of a key into a request or a certificate.
      #
      # @param obj [OpenSSL::X509::Request, OpenSSL::X509::Certificate]
      # @param key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC]
      # @return [void]
      # @raise [ArgumentError] for another kind of key
      def set_public_key(obj, key)
        case key
        when OpenSSL::PKey::EC then obj.public_key = key
        when OpenSSL::PKey::RSA then obj.public_key = key.public_key
        else raise ArgumentError, "priv must be EC or RSA"
        end
      end

      # @param certificate [String, OpenSSL::X509::Certificate] PEM (the first certificate counts) or the certificate
      # @return [String] what renewal information calls the certificate (RFC 9773, section 4.1)
      # @raise [ArgumentError] when the certificate does not name its issuer's key
      def ari_certificate_identifier(certificate)
        certificate = Arguments.certificate(certificate, :certificate)
        extension = certificate.extensions.find { |candidate| candidate.oid == "authorityKeyIdentifier" }
        raise ArgumentError, "Certificate does not have an Authority Key Identifier extension" unless extension

        serial = OpenSSL::ASN1::Integer.new(certificate.serial).to_der.byteslice(2..)
        "#{urlsafe_base64(authority_key_identifier(certificate))}.#{urlsafe_base64(serial)}"
      end

      private

      def seconds_from_now(seconds)
        Time.now + [seconds, LONGEST_WAIT].min unless seconds.negative?
      end

      def retry_after_from_header(text)
        text.match?(/\A\d+\z/) ? seconds_from_now(text.to_i) : Time.httpdate(text)
      end

      def authority_key_identifier(certificate)
        certificate.authority_key_identifier or raise ArgumentError, "Could not parse Authority Key Identifier"
      rescue OpenSSL::ASN1::ASN1Error
        raise ArgumentError, "Could not parse Authority Key Identifier"
      end
    end
  end
end
