# frozen_string_literal: true

module Acme
  class Client
    # The engine that speaks to the authority, with its failures as exceptions.
    #
    # @api private
    class Engine
      # @return [NoncePool]
      attr_reader :nonces

      # @param answer [Hash] what a function of Native gives
      # @return [Hash{String => Object}] the same
      # @raise [Error, ArgumentError] when it failed
      def self.answer(answer, **context)
        return answer unless answer.is_a?(Hash) && answer.key?("error")

        failure = Failure.new(answer["error"], **context)
        raise failure.exception, cause: failure.cause
      end

      # @param directory_url [String]
      # @param kid [String, nil] the account's URL
      # @param jwk [Object] the account's key
      # @param connection_options [Hash]
      # @param nonce_attempts [Integer, nil] how often a request is sent when its nonce is refused
      # @param transport [Symbol, #call]
      def initialize(directory_url:, kid:, jwk:, connection_options:, nonce_attempts:, transport:)
        @directory_url = directory_url
        @transport = transport
        options = native_options(ConnectionOptions.new(connection_options))
        options.update("directory" => directory_url, "kid" => kid, "nonce_attempts" => nonce_attempts)
        log = Client.logger && LogAdapter.new(Client.logger)
        @native = Native::Client.new(options, signer(jwk), Transports.build(transport, connection_options), log)
        @nonces = NoncePool.new(@native)
      end

      # @param verb [Symbol] a method of Native::Client
      # @param arguments [Array] its arguments
      # @param wanted_chain [String, nil] the issuer's name that a chain is looked for with
      # @return [Hash{String => Object}] what it answers
      # @raise [Error, ArgumentError] when it fails
      def call(verb, *arguments, wanted_chain: nil)
        answer = @native.public_send(verb, *arguments)
        self.class.answer(answer, directory_url: @directory_url, wanted_chain: wanted_chain)
      end

      # @param der [String] a CSR
      # @param identifiers [Array<Array(String, String)>] the types and values that it must have
      # @return [void]
      # @raise [Error::BadCSR] when it names others and the authority would see it
      # @raise [ArgumentError] when it is none, or its key unusable
      def check_csr(der, identifiers)
        self.class.answer(Native.check_csr(der, identifiers)) if @transport == :native
      rescue ArgumentError => error
        raise unless error.message.start_with?("csr: names ")

        raise Error::BadCSR, error.message
      end

      # Where Ruby sends the requests, Ruby signs them: what WebMock sees is then what {JWK::Base#jws} makes.
      #
      # @param jwk [Object] a key
      # @return [String, Object] what the engine signs with
      def signer(jwk)
        @transport == :native ? Signer.for(jwk) : jwk
      end

      # @return [String, nil] the account's URL when it is known
      def account_url
        @native.account_url
      end

      private

      def native_options(options)
        options.ssl.transform_keys(&:to_s).update(
          "user_agent" => user_agent(options),
          "headers" => options.headers,
          "proxy" => options.proxy,
          "connect_timeout" => options.connect_timeout,
          "request_timeout" => options.request_timeout,
          "operation_timeout" => nil,
          "attempts" => nil,
          "http_on_loopback" => @directory_url.match?(/\Ahttp:/i)
        )
      end

      def user_agent(options)
        words = [Client.user_agent_suffix, options.user_agent].compact.join(" ")
        words unless words.empty?
      end
    end
  end
end
