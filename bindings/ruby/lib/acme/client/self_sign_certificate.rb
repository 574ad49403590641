# frozen_string_literal: true

module Acme
  class Client
    # A certificate that nobody vouches for, to answer with until there is a real one.
    class SelfSignCertificate
      # @return [OpenSSL::PKey::PKey] the certificate's key
      attr_reader :private_key

      # @return [Array<String>] host names and IP addresses
      attr_reader :subject_alt_names

      # @return [Time] the start of its validity
      attr_reader :not_before

      # @return [Time] the end of its validity
      attr_reader :not_after

      # @param subject_alt_names [Array<String>] host names and IP addresses
      # @param not_before [Time] an hour ago
      # @param not_after [Time] in thirty days
      # @param private_key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC]
      def initialize(subject_alt_names:, not_before: default_not_before, not_after: default_not_after,
                     private_key: generate_private_key)
        @private_key = Arguments.key(private_key, :private_key)
        @subject_alt_names = subject_alt_names
        @not_before = not_before
        @not_after = not_after
      end

      # @return [OpenSSL::X509::Certificate] made when it is first asked for
      # @raise [ArgumentError] for a key that is neither RSA nor EC
      def certificate
        @certificate ||= unsigned_certificate.sign(private_key, OpenSSL::Digest.new("SHA256"))
      end

      # @return [String] the certificate in PEM
      def to_pem
        certificate.to_pem
      end

      # @return [String] the certificate in DER
      def to_der
        certificate.to_der
      end

      private

      def generate_private_key
        OpenSSL::PKey::RSA.new(2048)
      end

      def default_not_before
        Time.now - 3600
      end

      def default_not_after
        Time.now + 30 * 24 * 3600
      end

      def unsigned_certificate
        certificate = OpenSSL::X509::Certificate.new
        certificate.version = 2
        certificate.serial = 1
        certificate.not_before = not_before
        certificate.not_after = not_after
        Util.set_public_key(certificate, private_key)
        certificate.add_extension(SubjectAltNames.extension(Arguments.texts(subject_alt_names, :subject_alt_names)))
        certificate
      end
    end
  end
end
