# frozen_string_literal: true

module Acme
  class Client
    # Checks what callers pass, so that a mistake is told with the keyword's name before anything is sent.
    #
    # @api private
    module Arguments
      module_function

      # @return [String] the text in UTF-8
      # @raise [TypeError, ArgumentError] naming the keyword
      def text(value, keyword)
        return utf8(value.to_s, keyword) if value.is_a?(String) || value.is_a?(Symbol)

        raise TypeError, "#{keyword} must be a String, not #{value.inspect}"
      end

      def optional_text(value, keyword)
        value.nil? ? nil : text(value, keyword)
      end

      # @param value [String, URI]
      def url(value, keyword)
        value.is_a?(URI::Generic) ? value.to_s : text(value, keyword)
      end

      # @return [Array<String>] one text or several ones; none for nil
      def texts(value, keyword)
        list = value.is_a?(Hash) ? [value] : Array(value)
        list.map { |item| text(item, keyword) }
      end

      # @param value [String, Time, DateTime, nil]
      # @return [String, nil] a moment as RFC 3339 writes it
      def moment(value, keyword)
        return optional_text(value, keyword) unless value.respond_to?(:to_time)

        value.to_time.getutc.iso8601
      end

      def optional_integer(value, keyword)
        return value if value.nil? || value.is_a?(Integer)

        raise TypeError, "#{keyword} must be an Integer, not #{value.inspect}"
      end

      # @return [Integer, nil] a number of repetitions or of seconds
      # @raise [TypeError, ArgumentError]
      def natural(value, keyword)
        raise ArgumentError, "#{keyword} must not be negative" if optional_integer(value, keyword)&.negative?

        value
      end

      # @param value [Symbol, String, Integer, nil] a reason by its name or number (RFC 5280, section 5.3.1)
      # @return [Integer, nil]
      # @raise [ArgumentError, TypeError]
      def revocation_reason(value, keyword)
        return optional_integer(value, keyword) unless value.is_a?(Symbol) || (value.is_a?(String) && value.match?(/[a-z]/i))

        Native.revocation_reason(text(value, keyword)) or
          raise ArgumentError, "#{keyword}: #{value.inspect} is no reason that a client may give"
      end

      # @param value [String, Pathname]
      # @return [String]
      def path(value, keyword)
        text(value.respond_to?(:to_path) ? value.to_path : value, keyword)
      end

      # @raise [ArgumentError] for what does not answer `call`
      def callable(value, keyword)
        return value if value.nil? || value.respond_to?(:call)

        raise ArgumentError, "#{keyword} must respond to `#call`"
      end

      # @return [Float]
      # @raise [TypeError, ArgumentError]
      def seconds(value, keyword)
        raise TypeError, "#{keyword} must be a Numeric, not #{value.inspect}" unless value.is_a?(Numeric)
        raise ArgumentError, "#{keyword} must not be negative" if value.negative?

        value.to_f
      end

      # @param value [Numeric, Array(Numeric, Numeric), nil] requests a second, with how many at once after a pause
      # @return [Array(Float, Float), nil]
      # @raise [TypeError, ArgumentError]
      def rate(value, keyword)
        return if value.nil?

        per_second, burst = Array(value).map { |number| seconds(number, keyword) }
        [per_second, burst || [per_second, 1.0].max]
      end

      # @return [OpenSSL::X509::Certificate]
      # @raise [TypeError, OpenSSL::X509::CertificateError]
      def certificate(value, keyword)
        case value
        when OpenSSL::X509::Certificate then value
        when String then OpenSSL::X509::Certificate.new(value)
        else raise TypeError, "#{keyword} must be PEM or an OpenSSL::X509::Certificate, not #{value.inspect}"
        end
      end

      # An object that signs. Test doubles answer only what they were told to, so one of the methods is enough.
      #
      # @raise [ArgumentError] for what cannot sign
      def jwk(value, keyword)
        return value if value.respond_to?(:jws) || value.respond_to?(:thumbprint)

        raise ArgumentError, "#{keyword} must respond to `#jws` and `#thumbprint`"
      end

      # @param binding [Hash, nil] with symbol or string keys
      # @return [Hash{String => String}, nil] the members that the engine knows (RFC 8555, section 7.3.4)
      # @raise [TypeError, ArgumentError]
      def external_account_binding(binding)
        return if binding.nil?
        raise TypeError, "external_account_binding must be a Hash, not #{binding.class}" unless binding.respond_to?(:to_h)

        given = binding.to_h.transform_keys(&:to_s).slice("kid", "hmac_key", "algorithm").compact
        unless given.key?("kid") && given.key?("hmac_key")
          raise ArgumentError, "must specify kid and hmac_key key for external_account_binding"
        end

        given.to_h { |name, value| [name, text(value, "external_account_binding: #{name}")] }
      end

      # @raise [TypeError] for anything but a key
      def key(value, keyword)
        return value if value.is_a?(OpenSSL::PKey::PKey)

        raise TypeError, "#{keyword} must be an OpenSSL::PKey::RSA or ::EC, not #{value.class}"
      end

      # @param identifiers [String, Hash, Array<String, Hash>] names and IP addresses, or hashes with symbol or string keys
      # @return [Array<Hash>] hashes with the keys :type and :value (RFC 8555, section 7.1.3)
      def identifiers(identifiers)
        list = identifiers.is_a?(Hash) ? [identifiers] : Array(identifiers)
        list.map do |identifier|
          identifier.is_a?(Hash) ? identifier_parts(identifier) : identifier_of(text(identifier, :identifiers))
        end
      end

      def identifier_of(name)
        { type: SubjectAltNames.ip?(name) ? "ip" : "dns", value: name }
      end
      private_class_method :identifier_of

      def identifier_parts(hash)
        %i[type value].to_h { |key| [key, text(hash[key] || hash[key.to_s], "identifiers: #{key}")] }
      end
      private_class_method :identifier_parts

      def utf8(string, keyword)
        bytes = string.encoding == Encoding::BINARY
        text = bytes ? string.dup.force_encoding(Encoding::UTF_8) : string.encode(Encoding::UTF_8)
        raise ArgumentError, "#{keyword} is not valid UTF-8" unless text.valid_encoding?

        text
      rescue EncodingError
        raise ArgumentError, "#{keyword} is not valid UTF-8"
      end
      private_class_method :utf8
    end
  end
end
