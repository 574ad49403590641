# frozen_string_literal: true

require "net/http"

module Acme
  class Client
    # Sends requests through Ruby's Net::HTTP, where WebMock and VCR see them. It makes a connection for each request
    # and is safe under threads.
    #
    # @example For one client
    #   Acme::Client.new(private_key: key, directory: url, transport: :net_http)
    # @example For all clients that are made from now on
    #   Acme::Client.default_transport = :net_http
    class NetHttpTransport
      # The longest body that is read, in bytes.
      LONGEST_BODY = 2 * 1024 * 1024

      # What becomes of a connection that breaks, beside the exceptions that every transport may raise.
      BROKEN = [IOError, Net::ProtocolError, Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError].freeze
      private_constant :BROKEN

      # @param connection_options [Hash] as those of {Client#initialize}
      # @raise [ArgumentError] naming an option that cannot be honoured
      def initialize(connection_options = {})
        @options = ConnectionOptions.new(connection_options)
      end

      # Sends one request. Any object that answers `call` like this can be a client's `transport:`; it is called on the
      # thread that called the client.
      #
      # @param request [Hash{String => Object}] "method" ("GET", "HEAD" or "POST"), "url", "headers" (an Array of names
      #   and values), "body" (a String or nil) and "timeout" (seconds as Float)
      # @return [Array(Integer, Array<Array(String, String)>, String)] status, names and values of headers, body
      # @raise [Error::Timeout] for a connection that breaks
      # @raise [StandardError] what Net::HTTP raises; the client makes an {Error::Timeout} of its timeouts and faults
      def call(request)
        url = URI(request.fetch("url"))
        deadline = now + request.fetch("timeout", 60)
        connection(url, deadline).start do |http|
          body = +""
          response = http.request(message(request, url)) { |answer| read(answer, body, deadline, request["method"]) }
          [response.code.to_i, pairs(response), body]
        end
      rescue *BROKEN
        raise Error::Timeout
      end

      private

      def now
        Process.clock_gettime(Process::CLOCK_MONOTONIC)
      end

      def connection(url, deadline)
        http = Net::HTTP.new(url.hostname, url.port, *proxy(url))
        http.max_retries = 0
        http.ignore_eof = false if http.respond_to?(:ignore_eof=)
        limit = [deadline - now, 0.001].max
        http.open_timeout = [@options.connect_timeout, limit].compact.min
        http.read_timeout = [@options.read_timeout, limit].compact.min
        http.write_timeout = [@options.write_timeout, limit].compact.min
        configure_tls(http) if url.scheme == "https"
        http
      end

      # Net::HTTP's own look into the environment does not know https_proxy.
      def proxy(url)
        address = @options.proxy ? @options.proxy.then { |text| URI(text) unless text.empty? } : url.find_proxy
        return [nil] unless address

        user, password = [address.user, address.password].map { |text| text && URI.decode_www_form_component(text) }
        [address.hostname, address.port, user, password]
      end

      def configure_tls(http)
        ssl = @options.ssl
        http.use_ssl = true
        http.verify_mode = ssl[:verify] ? OpenSSL::SSL::VERIFY_PEER : OpenSSL::SSL::VERIFY_NONE
        http.ca_file = ssl[:ca_file]
        http.ca_path = ssl[:ca_path]
        http.min_version = ssl[:min_version]&.to_sym
        http.cert = OpenSSL::X509::Certificate.new(ssl[:client_cert]) if ssl[:client_cert]
        http.key = OpenSSL::PKey.read(ssl[:client_key]) if ssl[:client_key]
      end

      def message(request, url)
        method = request.fetch("method")
        message = Net::HTTPGenericRequest.new(method, method == "POST", method != "HEAD", url)
        request.fetch("headers", []).each { |name, value| message[name] = value }
        @options.headers.each { |name, value| message[name] ||= value }
        message.body = request["body"] if request["body"]
        message
      end

      def read(answer, body, deadline, method)
        length = expected_length(answer, method)
        answer.read_body do |chunk|
          body << chunk
          raise Error::ServerError, "The server's answer is too long" if body.bytesize > LONGEST_BODY
          raise Error::Timeout if now > deadline
        end
        raise Error::Timeout if body.bytesize < length
      end

      # Net::HTTP of Ruby 3.1 takes a body that ends early for a whole one. What is inflated has another length.
      def expected_length(answer, method)
        has_body = method != "HEAD" && answer.class.body_permitted? && answer["content-encoding"].nil?
        has_body && answer.content_length || 0
      end

      def pairs(response)
        response.to_hash.flat_map { |name, values| values.map { |value| [name, value] } }
      end
    end
  end
end
