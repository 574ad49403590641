# frozen_string_literal: true

module Acme
  class Client
    # A certificate signing request for host names and IP addresses (RFC 2986; RFC 8555, section 7.4).
    #
    # Host names in other scripts than Latin become A-labels. The common name is written into the subject unless it is
    # an IP address (RFC 8738) or has more than 64 characters; the names are always in the subjectAltName extension.
    #
    # @example
    #   csr = Acme::Client::CertificateRequest.new(names: %w[example.com www.example.com])
    #   csr.private_key.to_pem
    class CertificateRequest
      autoload :ECKeyPatch, "acme/client/certificate_request/ec_key_patch"
      autoload :Subject, "acme/client/certificate_request/subject"
      private_constant :Subject

      # How many bits a key has that is made because none was given.
      DEFAULT_KEY_LENGTH = 2048

      # The digest that is signed.
      DEFAULT_DIGEST = OpenSSL::Digest::SHA256

      # The short names of a subject's attributes.
      SUBJECT_KEYS = {
        common_name: "CN",
        country_name: "C",
        organization_name: "O",
        organizational_unit: "OU",
        state_or_province: "ST",
        locality_name: "L"
      }.freeze

      # How a subject's attributes are encoded.
      SUBJECT_TYPES = SUBJECT_KEYS.values.to_h { |name| [name, OpenSSL::ASN1::UTF8STRING] }.freeze

      # @return [OpenSSL::PKey::PKey] the key that the certificate will be for
      attr_reader :private_key

      # @return [String] the common name; the first of the names when none was given
      attr_reader :common_name

      # @return [Array<String>] all names, the common name first when it was not among those given
      attr_reader :names

      # @return [Hash{String => String}] the subject's attributes with their short names
      attr_reader :subject

      # @param common_name [String, nil]
      # @param names [#to_a] host names and IP addresses
      # @param private_key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC, OpenSSL::PKey::PKey] the certificate's key, not the
      #   account's; of the last, Ed25519 alone
      # @param subject [Hash] attributes with the keys or the values of {SUBJECT_KEYS}
      # @param digest [OpenSSL::Digest]
      # @raise [ArgumentError] when there is no name, for unknown attributes, for two different common names
      def initialize(common_name: nil, names: [], private_key: generate_private_key, subject: {}, digest: DEFAULT_DIGEST.new)
        @digest = digest
        @private_key = Arguments.key(private_key, :private_key)
        attributes = Subject.new(subject)
        @common_name = common_name&.to_s || attributes.common_name
        @names = collect_names(names)
        @common_name ||= @names.first
        @subject = attributes.with_common_name(@common_name)
      end

      # @return [OpenSSL::X509::Request] the signed request, made when it is first asked for
      # @raise [ArgumentError] for a key that is neither RSA nor EC nor Ed25519
      def csr
        @csr ||= JWK::EdDSA.key?(@private_key) ? generate_natively : generate
      end

      # @return [String] the request in PEM
      def to_pem
        csr.to_pem
      end

      # @return [String] the request in DER
      def to_der
        csr.to_der
      end

      private

      def generate_private_key
        OpenSSL::PKey::RSA.new(DEFAULT_KEY_LENGTH)
      end

      def collect_names(names)
        raise TypeError, "names must be an Array, not #{names.inspect}" unless names.respond_to?(:to_a)

        names = names.to_a.map { |name| Arguments.text(name, :names) }
        names.unshift(@common_name) if @common_name && !names.include?(@common_name)
        raise ArgumentError, "No common name and no list of names given" if names.empty?

        names
      end

      def generate
        request = OpenSSL::X509::Request.new
        Util.set_public_key(request, @private_key)
        request.subject = generate_subject
        request.version = 0
        request.add_attribute(extension_request)
        request.sign(@private_key, @digest)
      end

      # Ruby's OpenSSL signs no request with a key whose algorithm has its own digest.
      def generate_natively
        identifiers = @names.map { |name| [SubjectAltNames.ip?(name) ? "ip" : "dns", name] }
        further = @subject.except("CN").map { |name, value| [name, value] }
        answer = Native.csr(identifiers, @subject["CN"], further, @private_key.private_to_pem)
        OpenSSL::X509::Request.new(Engine.answer(answer)["der"])
      end

      def generate_subject
        attributes = @subject.map do |name, value|
          [name, name == "CN" ? HostName.ascii(value) : value, SUBJECT_TYPES.fetch(name)]
        end
        OpenSSL::X509::Name.new(attributes)
      end

      # @see https://www.rfc-editor.org/rfc/rfc2985#section-5.4.2
      def extension_request
        extensions = OpenSSL::ASN1::Sequence.new([SubjectAltNames.extension(@names)])
        OpenSSL::X509::Attribute.new("extReq", OpenSSL::ASN1::Set.new([extensions]))
      end
    end
  end
end
