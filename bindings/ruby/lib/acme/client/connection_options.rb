# frozen_string_literal: true

module Acme
  class Client
    # `connection_options`, in the vocabulary of Faraday and with symbol or string keys, in the terms of this client.
    # An option that cannot be honoured is refused with its name; one that is nil counts as not given.
    #
    # @api private
    class ConnectionOptions
      REQUEST = %i[timeout open_timeout read_timeout write_timeout].freeze
      SSL = %i[verify ca_file ca_path client_cert client_key min_version].freeze
      PROXY = %i[uri user password].freeze
      GROUPS = %i[request ssl proxy headers].freeze
      # What the client decides itself, as the original did.
      OWN_HEADERS = %w[content-type user-agent].freeze
      private_constant :REQUEST, :SSL, :PROXY, :GROUPS, :OWN_HEADERS

      # @return [Hash{Symbol => Object}] the TLS settings
      attr_reader :ssl

      # @return [String, nil] nil for what the environment says, "" for none, else its URL
      attr_reader :proxy

      # @return [Array<Array(String, String)>] names and values that every request carries
      attr_reader :headers

      # @return [String, nil] words for the User-Agent header
      attr_reader :user_agent

      # @param options [Hash, nil]
      # @raise [ArgumentError] naming the option that cannot be honoured
      def initialize(options)
        groups = known(options, GROUPS, "connection_options")
        times = known(groups[:request], REQUEST, "connection_options: request")
        @request = times.to_h { |name, value| [name, seconds(name, value)] }
        @ssl = read_ssl(known(groups[:ssl], SSL, "connection_options: ssl"))
        @proxy = read_proxy(groups[:proxy])
        given = read_headers(groups[:headers])
        @headers = given.reject { |name, _| OWN_HEADERS.include?(name.downcase) }
        @user_agent = given.find { |name, _| name.casecmp?("user-agent") }&.last
      end

      # @return [Float, nil] seconds for making a connection
      def connect_timeout
        @request[:open_timeout] || @request[:timeout]
      end

      # @return [Float, nil] seconds for one request
      def request_timeout
        [read_timeout, write_timeout].compact.max
      end

      # @return [Float, nil] seconds for waiting until something can be read
      def read_timeout
        @request[:read_timeout] || @request[:timeout]
      end

      # @return [Float, nil] seconds for waiting until something can be written
      def write_timeout
        @request[:write_timeout] || @request[:timeout]
      end

      private

      def known(options, names, where)
        raise ArgumentError, "#{where} must be a Hash, not #{options.inspect}" unless options.respond_to?(:to_h)

        given = options.to_h.reject { |_, value| value.nil? }.transform_keys { |key| key.to_s.to_sym }
        unknown = given.keys - names
        raise ArgumentError, "#{where}: #{unknown.join(", ")} is not supported" unless unknown.empty?

        given
      end

      def seconds(name, value)
        return value.to_f if value.is_a?(Numeric) && value.positive?

        raise ArgumentError, "connection_options: request: #{name} must be a number of seconds, not #{value.inspect}"
      end

      def read_ssl(given)
        verify = given.fetch(:verify, true)
        raise ArgumentError, "connection_options: ssl: verify must be true or false" unless [true, false].include?(verify)

        { verify: verify,
          ca_file: path(given[:ca_file], :ca_file), ca_path: path(given[:ca_path], :ca_path),
          client_cert: pem(given[:client_cert], :client_cert), client_key: pem(given[:client_key], :client_key),
          min_version: min_version(given[:min_version]) }
      end

      def path(value, name)
        value.respond_to?(:to_path) ? value.to_path : Arguments.optional_text(value, "connection_options: ssl: #{name}")
      end

      def pem(value, name)
        return value.private_to_pem if value.is_a?(OpenSSL::PKey::PKey)

        value.respond_to?(:to_pem) ? value.to_pem : Arguments.optional_text(value, "connection_options: ssl: #{name}")
      end

      # No version below 1.2 is ever spoken, so asking for one of those at least is asking for 1.2.
      def min_version(value)
        case value.to_s.upcase.tr(".", "_").sub("TLSV", "TLS")
        when "" then nil
        when "TLS1_3", OpenSSL::SSL::TLS1_3_VERSION.to_s then "TLS1_3"
        when "TLS1", "TLS1_0", "TLS1_1", "TLS1_2", /\A76[89]\z|\A77[01]\z/ then "TLS1_2"
        else raise ArgumentError, "connection_options: ssl: min_version #{value.inspect} is not supported"
        end
      end

      def read_proxy(value)
        case value
        when nil then nil
        when false, "" then ""
        when Hash then proxy_with_credentials(known(value, PROXY, "connection_options: proxy"))
        else proxy_url(value).to_s
        end
      end

      def proxy_with_credentials(parts)
        url = proxy_url(parts[:uri])
        url.user = URI.encode_www_form_component(parts[:user]) if parts[:user]
        url.password = URI.encode_www_form_component(parts[:password]) if parts[:password]
        url.to_s
      end

      # Faraday takes a proxy without a scheme as one that speaks HTTP.
      def proxy_url(value)
        text = Arguments.url(value, "connection_options: proxy")
        url = URI(text.include?("://") ? text : "http://#{text}")
        return url unless url.host.to_s.empty?

        raise ArgumentError, "connection_options: proxy: #{text.inspect} names no host"
      rescue URI::InvalidURIError
        raise ArgumentError, "connection_options: proxy is not a URL"
      end

      def read_headers(value)
        raise ArgumentError, "connection_options: headers must be a Hash" unless value.nil? || value.respond_to?(:to_h)

        value.to_h.reject { |_, text| text.nil? }.map { |name, text| header(name, text) }
      end

      def header(name, value)
        name = name.to_s.split("_").map(&:capitalize).join("-") if name.is_a?(Symbol)
        value = value.to_s
        return [name, value] if name.match?(/\A[!#$%&'*+.^`|~\w-]+\z/) && !value.match?(/[[:cntrl:]]/)

        raise ArgumentError, "connection_options: headers: #{name.inspect} is not a header"
      end
    end
  end
end
