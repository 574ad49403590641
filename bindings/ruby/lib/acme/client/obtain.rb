# frozen_string_literal: true

module Acme
  class Client
    # Obtains a certificate: orders it, has the solver or the block prove control of each name, sends the certificate
    # request and downloads the chain. Authorizations that are valid already are not proven again, wildcard names are
    # proven by DNS, and where a challenge type fails the next one is tried. What was presented is cleaned up on every
    # way out, interrupts included. Solvers in Ruby, the block, `events` and `on_state` are called on this thread.
    #
    # After a failure, {Error#state} or the state file has the order and the key: called again with it, this method goes
    # on with the same ones.
    #
    # @example
    #   client.obtain(identifiers: ["*.example.com"], challenges: %w[dns-01]) do |challenge|
    #     dns.add(challenge.full_record_name, challenge.record_content)
    #     -> { dns.remove(challenge.full_record_name) }
    #   end
    #
    # @param identifiers [String, Hash, Array<String, Hash>] names and IP addresses, or hashes with `type:` and
    #   `value:`; may be empty with a CSR or a state
    # @param solver [Solver, Object, Array, nil] who proves control; of several, each challenge type goes to the first
    #   that can do it
    # @param challenges [String, Array<String>, nil] the challenge types to use, the preferred one first; those of the
    #   solver when nil
    # @param key [OpenSSL::PKey::PKey, String, Symbol, nil] the certificate's key, itself or in PEM, or the kind of key
    #   to make: :p256 when nil, :p384, :rsa2048 and others
    # @param csr [#to_der, nil] a certificate request of one's own, instead of a key
    # @param common_name [String, nil] a DNS name for the subject
    # @param must_staple [Boolean] whether the certificate asks for stapled OCSP responses (RFC 7633)
    # @param profile [String, nil] one of {Client#profiles}
    # @param not_before [String, Time, nil]
    # @param not_after [String, Time, nil]
    # @param replaces [String, nil] the ARI identifier of the certificate that this one replaces (RFC 9773, section 5)
    # @param force_chain [String, nil] a part of the name of an issuer that the chain must have
    # @param deadline [Numeric, nil] how many seconds the whole may take; 600 when nil
    # @param parallel [Integer, nil] the most connections and threads; 16 when nil
    # @param order_rate [Numeric, Array(Numeric, Numeric), nil] how many requests a second go to newNonce and newOrder, with
    #   how many at once after a pause; [18, 12] when nil, Float::INFINITY for no bound
    # @param request_rate [Numeric, Array(Numeric, Numeric), nil] the same for all other requests; [240, 120] when nil
    # @param state [String, nil] the state of an earlier call, to go on from
    # @param state_file [String, Pathname, nil] a file that keeps the state: read first when it is there, and written
    #   before each step that cannot be undone
    # @param on_state [#call, nil] is given the state before each step that cannot be undone; it is as secret as the key
    # @param events [#call, nil] is given each {Event}
    # @yield [challenge] presents one {Presentation}
    # @yieldreturn [#call, nil] what cleans up
    # @return [Certificate]
    # @raise [ArgumentError]
    # @raise [Error] with the state in {Error#state}
    def obtain(identifiers: [], solver: nil, challenges: nil, key: nil, csr: nil, common_name: nil, must_staple: false,
               profile: nil, not_before: nil, not_after: nil, replaces: nil, force_chain: nil, deadline: nil,
               parallel: nil, order_rate: nil, request_rate: nil, state: nil, state_file: nil, on_state: nil, events: nil,
               &block)
      issue(
        identifiers: identifiers, solver: solver, challenges: challenges, block: block,
        events: events, on_state: on_state, key: key, csr: csr, common_name: common_name, must_staple: must_staple,
        profile: profile, not_before: not_before, not_after: not_after, replaces: replaces, force_chain: force_chain,
        deadline: deadline, parallel: parallel, order_rate: order_rate, request_rate: request_rate, state: state,
        state_file: state_file
      )
    end

    # Obtains the successor of a certificate: as {#obtain}, and the order names its predecessor where the server has
    # renewal information (RFC 9773, section 5). {#renewal_decision} says when.
    #
    # @param certificate [Certificate, OpenSSL::X509::Certificate, String] the predecessor, itself or in PEM
    # @param identifiers [String, Hash, Array<String, Hash>, nil] as for {#obtain}; those of the predecessor when nil
    # @param arguments [Hash] the other keywords of {#obtain}
    # @yield [challenge] as for {#obtain}
    # @return [Certificate]
    # @raise [ArgumentError]
    # @raise [Error] with the state in {Error#state}
    def renew(certificate:, identifiers: nil, **arguments, &block)
      raise ArgumentError, "replaces: is given by certificate" if arguments.key?(:replaces)

      leaf = certificate.is_a?(Certificate) ? certificate.x509 : Arguments.certificate(certificate, :certificate)
      identifiers = SubjectAltNames.names(leaf) if identifiers.nil? && arguments[:csr].nil? && arguments[:state].nil?
      issue(identifiers: identifiers || [], block: block, predecessor: ari_id_of(leaf), **arguments)
    end

    # Whether a certificate is due, by its own life and by what the authority suggests, which is asked for. Where it
    # suggests nothing or cannot be asked, the certificate's life decides.
    #
    # @param certificate [Certificate, OpenSSL::X509::Certificate, String] itself or in PEM
    # @param policy [Hash] the other keywords of {Renewal.decide}
    # @return [Renewal::Decision]
    # @raise [ArgumentError]
    def renewal_decision(certificate:, **policy)
      leaf = certificate.is_a?(Certificate) ? certificate.x509 : Arguments.certificate(certificate, :certificate)
      Renewal.decide(certificate: leaf, renewal_info: renewal_advice(leaf), **policy)
    end

    private

    def issue(identifiers:, force_chain: nil, **arguments)
      request = Issuance::Request.new(identifiers: prepare_order_identifiers(identifiers), force_chain: force_chain, **arguments)
      answer = @engine.call(:obtain, request.options, request.solvers, request.host, wanted_chain: force_chain)
      Certificate.new(**answer.transform_keys(&:to_sym))
    end

    # Nil for a certificate that has no name in renewal information.
    def ari_id_of(leaf)
      Util.ari_certificate_identifier(leaf)
    rescue ArgumentError
      nil
    end

    def renewal_advice(leaf)
      ari_id = ari_id_of(leaf)
      renewal_info(ari_id: ari_id) if ari_id
    rescue Error
      nil
    end
  end
end
