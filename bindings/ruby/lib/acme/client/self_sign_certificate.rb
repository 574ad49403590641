# frozen_string_literal: true

module Acme
  class Client
    # A certificate that nobody vouches for, to answer with until there is a real one.
    class SelfSignCertificate
      SERIAL = 1
      private_constant :SERIAL

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
      # @raise [ArgumentError] for a key that no authority would certify, and for names that are none
      def certificate
        @certificate ||= OpenSSL::X509::Certificate.new(Engine.answer(made)["der"])
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

      def made
        names = Arguments.identifiers(Arguments.texts(subject_alt_names, :subject_alt_names))
        identifiers = names.map { |name| name.values_at(:type, :value) }
        Native.self_signed(identifiers, not_before.to_i, not_after.to_i, SERIAL, private_key.private_to_pem)
      end
    end
  end
end
