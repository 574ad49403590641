# frozen_string_literal: true

module Acme
  class Client
    # Makes visible what the authority asks to see, and takes it away again. These are the built-in ones. Any object can
    # be a solver: one that answers `present(presentations)`, `clean_up(presentations)`, both with an array of
    # {Presentation}, and `challenge_types`; and `ready(presentations)` when it takes a while until what it presented can
    # be seen.
    class Solver
      class << self
        # Answers http-01 for a web server that runs already: writes files below its root and removes them again.
        #
        # @param root [String, Pathname] the folder of the web server's documents
        # @return [Solver]
        def webroot(root)
          make(:webroot, Arguments.path(root, :root))
        end

        # Answers http-01 with a server of its own, which listens while something is presented.
        #
        # @param port [Integer]
        # @param bind [String, nil] an address; nil for all of IPv4 and IPv6
        # @return [Solver]
        def http01_server(port: 80, bind: nil)
          make(:http01_server, address(bind, port))
        end

        # Answers any token of http-01 with the thumbprint of the account's key, so that every machine behind a load
        # balancer can answer. It listens from now on, as long as the object lives.
        #
        # @param jwk [#thumbprint] the account's key, {Client#jwk}
        # @param thumbprint [String] its thumbprint, instead
        # @param port [Integer]
        # @param bind [String, nil] an address; nil for all of IPv4 and IPv6
        # @return [Solver]
        # @raise [ArgumentError] without a key
        # @raise [Error::SolverFailed] when the port is in use
        def http01_stateless(jwk: nil, thumbprint: nil, port: 80, bind: nil)
          raise ArgumentError, "must specify jwk or thumbprint" if jwk.nil? && thumbprint.nil?

          make(:http01_stateless, address(bind, port), Arguments.text(thumbprint || jwk.thumbprint, :thumbprint))
        end

        # Answers tls-alpn-01 (RFC 8737) with a server of its own, which listens while something is presented.
        #
        # @param port [Integer]
        # @param bind [String, nil] an address; nil for all of IPv4 and IPv6
        # @return [Solver]
        def tls_alpn01_server(port: 443, bind: nil)
          make(:tls_alpn01_server, address(bind, port))
        end

        # Answers dns-01 by updating DNS zones (RFC 2136), all records of a zone at once. Where _acme-challenge of a name
        # is an alias (CNAME), the record goes to where that leads.
        #
        # @param server [String] the server that takes updates: a name or an address, with a port unless that is 53
        # @param key_name [String, nil] the key that signs updates (TSIG, RFC 8945)
        # @param secret [String, nil] its secret in base64
        # @param algorithm [String, nil] "hmac-sha256", which is the default, and others
        # @param zone [String, nil] the zone; nil to ask the server for it
        # @param resolver [String, nil] the address of the server to ask for aliases; nil for the system's
        # @return [Solver]
        # @raise [ArgumentError]
        def dns_update(server, key_name: nil, secret: nil, algorithm: nil, zone: nil, resolver: nil)
          options = { key_name: key_name, algorithm: algorithm, secret: secret, zone: zone, resolver: resolver }
          make(:dns_update, Arguments.text(server, :server),
               *options.map { |keyword, value| Arguments.optional_text(value, keyword) })
        end

        # Calls hooks that were written for certbot: shell commands that find CERTBOT_DOMAIN, CERTBOT_VALIDATION and the
        # others in their environment.
        #
        # @param auth_hook [String] presents
        # @param cleanup_hook [String, nil] cleans up
        # @param challenge_type [String]
        # @return [Solver]
        def certbot_hook(auth_hook, cleanup_hook = nil, challenge_type: "dns-01")
          make(:certbot_hook, Arguments.text(auth_hook, :auth_hook),
               Arguments.optional_text(cleanup_hook, :cleanup_hook), Arguments.text(challenge_type, :challenge_type))
        end

        # Calls a hook that was written for dehydrated: a program that gets "deploy_challenge" or "clean_challenge", the
        # domain, the token and the value as its arguments.
        #
        # @param program [String, Pathname] the path of the program
        # @param challenge_type [String]
        # @param chain [Boolean] whether it is called once for many challenges (HOOK_CHAIN)
        # @return [Solver]
        def dehydrated_hook(program, challenge_type: "dns-01", chain: false)
          make(:dehydrated_hook, Arguments.path(program, :program),
               Arguments.text(challenge_type, :challenge_type), chain ? true : false)
        end

        private

        def make(kind, *arguments)
          new(Engine.answer(Native::Solver.public_send(kind, *arguments))["solver"])
        end

        def address(bind, port)
          host = bind.nil? ? "" : Arguments.text(bind, :bind)
          host = "[#{host}]" if host.include?(":") && !host.start_with?("[")
          "#{host}:#{Arguments.optional_integer(port, :port) || 0}"
        end
      end

      private_class_method :new

      # @api private
      # @return [Native::Solver]
      attr_reader :native

      # @api private
      # @param native [Native::Solver]
      def initialize(native)
        @native = native
      end

      # @return [Array<String>] the challenge types that it can do, the preferred one first
      def challenge_types
        Native::Solver.types(@native)
      end

      # A solver that looks whether what was presented can be seen, before the authority is asked to look: key
      # authorizations of http-01 as a web client, TXT records at every server of their zone.
      #
      # @param timeout [Numeric, nil] how many seconds to wait at most; 120 when nil
      # @param http_port [Integer, nil] where the authority asks for http-01; 80 when nil
      # @return [Solver]
      def self_check(timeout: nil, http_port: nil)
        self.class.send(:make, :self_check, @native, timeout&.to_f, Arguments.optional_integer(http_port, :http_port))
      end

      # @return [String]
      def inspect
        "#<#{self.class} #{challenge_types.join(", ")}>"
      end
    end
  end
end
