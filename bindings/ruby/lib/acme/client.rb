# frozen_string_literal: true

require "digest"
require "ipaddr"
require "json"
require "time"
require "uri"

# Loaded when first used. Programs written for the original find these libraries, and the ones above, without requiring
# them. URI is not among these: a later `require "uri/generic"` would fail.
autoload :OpenSSL, "openssl"
autoload :Base64, "base64"
autoload :Forwardable, "forwardable"
autoload :SingleForwardable, "forwardable"
autoload :StringScanner, "strscan"

require "acme/client/version"
require "acme/client/authorities"
require "acme/client/parts"
require "acme/client/error"
require "acme/client/raw_requests"
require "acme/client/settings"
require "acme/client/native"
require "acme/client/obtain"
require "acme/client/stored_accounts"

module Acme
  # Obtains, renews and revokes certificates from an ACME authority (RFC 8555).
  #
  # A client may be shared by threads; other threads run while it waits, and Timeout and Ctrl-C reach it. What fails for
  # a moment is tried again. Every method that asks the authority raises an {Error} when that fails for good.
  #
  # @example
  #   client = Acme::Client.new(private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: directory_url)
  #   client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)
  #   order = client.new_order(identifiers: ["example.com"])
  class Client
    include RawRequests
    extend StoredAccounts

    # The directory of an authority under test on the same machine.
    DEFAULT_DIRECTORY = "http://127.0.0.1:4000/directory"

    # The User-Agent header of every request, after the words of {Settings#user_agent_suffix}.
    USER_AGENT = "acme-client/#{VERSION}"

    # The media types of certificate formats (RFC 8555, section 7.4.2).
    CONTENT_TYPES = { pem: "application/pem-certificate-chain" }.freeze

    # @return [JWK::Base, Object] the account's key
    attr_reader :jwk

    # Makes no request.
    #
    # @param jwk [JWK::Base, Object] the account's key: any object that answers `jws(header:, payload:)`, `to_h`,
    #   `to_json` and `thumbprint`
    # @param kid [String, nil] the account's URL, when it is known; else it is asked for when it is first needed
    # @param private_key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC] the account's key, instead of `jwk`
    # @param directory [String, URI] the URL of the authority's directory
    # @param connection_options [Hash] Faraday's `request` (timeout, open_timeout, read_timeout, write_timeout), `ssl`
    #   (verify, ca_file, ca_path, client_cert, client_key, min_version), `proxy` and `headers`
    # @param bad_nonce_retry [Integer, nil] how often a request is repeated when its nonce was refused; nil for what the
    #   engine finds right
    # @param transport [Symbol, #call, nil] :native, :net_http, or an object like {NetHttpTransport}; nil for
    #   {Settings#default_transport}
    # @raise [ArgumentError] without a key, and for an option that cannot be honoured
    def initialize(jwk: nil, kid: nil, private_key: nil, directory: DEFAULT_DIRECTORY, connection_options: {},
                   bad_nonce_retry: nil, transport: nil)
      raise ArgumentError, "must specify jwk or private_key" if jwk.nil? && private_key.nil?

      @jwk = jwk.nil? ? JWK.from_private_key(private_key) : Arguments.jwk(jwk, :jwk)
      @directory_url = URI(Arguments.url(directory, :directory))
      @known_orders = KnownOrders.new
      @engine = Engine.new(
        directory_url: @directory_url.to_s, kid: kid && Arguments.url(kid, :kid), jwk: @jwk,
        connection_options: connection_options, nonce_attempts: Arguments.natural(bad_nonce_retry, :bad_nonce_retry)&.succ,
        transport: Transports.check(transport, :transport) || Client.default_transport
      )
    end

    # Makes an account, or finds the one of this key (RFC 8555, section 7.3).
    #
    # @param contact [String, Array<String>, nil] contact URLs, such as "mailto:ops@example.com"
    # @param terms_of_service_agreed [Boolean, nil]
    # @param external_account_binding [Hash, nil] `kid:` and `hmac_key:` (base64 in any form) from the authority
    #   (section 7.3.4); `algorithm:` "HS256", which is the default, "HS384" or "HS512"
    # @return [Resources::Account]
    # @raise [ArgumentError] when the binding lacks one of them
    # @raise [Error]
    def new_account(contact:, terms_of_service_agreed: nil, external_account_binding: nil)
      binding = Arguments.external_account_binding(external_account_binding)
      contact = Arguments.texts(contact, :contact)
      account_from(@engine.call(:new_account, contact, terms_of_service_agreed, false, binding))
    end

    # @return [Resources::Account] the account as it is now, found by its key when its URL is not known (RFC 8555,
    #   section 7.3.1)
    # @raise [Error::AccountDoesNotExist] when there is none of this key
    # @raise [Error]
    def account
      account_from(@engine.call(:account))
    end

    # @return [String] the account's URL, which is asked for when it is not known
    # @raise [Error::AccountDoesNotExist] when there is no account of this key
    # @raise [Error]
    def kid
      @engine.account_url || @engine.call(:find_account_url)["url"]
    end

    # Changes the contacts or agrees to new terms (RFC 8555, section 7.3.2).
    #
    # @param contact [String, Array<String>, nil]
    # @param terms_of_service_agreed [Boolean, nil]
    # @return [Resources::Account]
    # @raise [Error]
    def account_update(contact: nil, terms_of_service_agreed: nil)
      contact = Arguments.texts(contact, :contact) unless contact.nil?
      account_from(@engine.call(:account_update, contact, terms_of_service_agreed))
    end

    # Deactivates the account for good (RFC 8555, section 7.3.6).
    #
    # @return [Resources::Account]
    # @raise [Error]
    def account_deactivate
      account_from(@engine.call(:account_deactivate))
    end

    # Replaces the account's key; later requests are signed with the new one (RFC 8555, section 7.3.5).
    #
    # @param new_private_key [OpenSSL::PKey::RSA, OpenSSL::PKey::EC]
    # @param new_jwk [JWK::Base, Object] instead of `new_private_key`
    # @return [Resources::Account] without a status when the server answers with nothing
    # @raise [ArgumentError] without a key
    # @raise [Error]
    def account_key_change(new_private_key: nil, new_jwk: nil)
      raise ArgumentError, "must specify new_jwk or new_private_key" if new_private_key.nil? && new_jwk.nil?

      new_jwk = new_jwk.nil? ? JWK.from_private_key(new_private_key) : Arguments.jwk(new_jwk, :new_jwk)
      resource = @engine.call(:key_change, @engine.signer(new_jwk))
      @jwk = new_jwk
      account_from(resource)
    end

    # The account's orders, as far as the server lists them, each read when it is asked for (RFC 8555, section 7.1.2.1).
    #
    # @return [Enumerator<Resources::Order>]
    # @raise [Error::UnsupportedOperation] when the account has no list, once it is read
    # @raise [Error] once it is read
    def orders
      Enumerator.new do |orders|
        pages = @engine.call(:order_pages)["pages"]
        until (resource = @engine.call(:next_order, pages)).empty?
          orders << order_from(resource)
        end
      end
    end

    # Asks for an authorization that orders will use later (RFC 8555, section 7.4.1).
    #
    # @param identifier [String, Hash] a host name or IP address, or a hash with `type:` and `value:`; no wildcard
    # @return [Resources::Authorization]
    # @raise [Error::UnsupportedOperation] when the directory has no newAuthz; nothing is sent then
    # @raise [ArgumentError] for a wildcard name
    # @raise [Error]
    def new_authorization(identifier:)
      authorize_ahead(identifier)
    end

    # Orders a certificate (RFC 8555, section 7.4).
    #
    # @param identifiers [String, Hash, Array<String, Hash>] host names and IP addresses, or hashes with `type:` and
    #   `value:`
    # @param not_before [String, Time, nil] when the certificate becomes valid
    # @param not_after [String, Time, nil] when it expires
    # @param profile [String, nil] one of {#profiles}
    # @param replaces [String, nil] the ARI identifier of the certificate that this one is to replace (RFC 9773,
    #   section 5)
    # @param profile_optional [Boolean] whether the authority's default will do where it does not have the profile
    # @param replaces_optional [Boolean] whether the order is placed without `replaces` where that certificate has a
    #   successor already
    # @return [Resources::Order]
    # @raise [Error::InvalidProfile] for a profile that the directory does not have; nothing is sent then
    # @raise [Error]
    def new_order(identifiers:, not_before: nil, not_after: nil, profile: nil, replaces: nil, profile_optional: false,
                  replaces_optional: false)
      wishes = {
        "not_before" => Arguments.moment(not_before, :not_before), "not_after" => Arguments.moment(not_after, :not_after),
        "profile" => Arguments.optional_text(profile, :profile), "replaces" => Arguments.optional_text(replaces, :replaces)
      }
      if profile_optional || replaces_optional
        optional = { "profile_optional" => profile_optional, "replaces_optional" => replaces_optional }
        return order_with(identifiers, wishes.merge(optional))
      end
      order_from(@engine.call(:new_order, order_names(identifiers), *wishes.values))
    end

    # @param url [String] the order's URL
    # @return [Resources::Order]
    # @raise [Error]
    def order(url:)
      order_from(@engine.call(:order, Arguments.url(url, :url)))
    end

    # Sends the CSR of an order whose authorizations are valid (RFC 8555, section 7.4). A request whose answer is lost
    # is not sent blindly again.
    #
    # A CSR that names others than the order is not sent, where this client has seen the order and speaks to the authority
    # itself: what another transport plays back need not fit.
    #
    # @param url [String] the order's finalize URL
    # @param csr [#to_der] a {CertificateRequest} or an OpenSSL::X509::Request
    # @return [Resources::Order]
    # @raise [ArgumentError] for a CSR that does not answer `to_der`, that is none, or whose key no authority certifies
    # @raise [Error::BadCSR] for a CSR that names others than the order, or that the server refuses
    # @raise [Error]
    def finalize(url:, csr:)
      url = Arguments.url(url, :url)
      order_from(@engine.call(:finalize, url, *checked_csr(url, csr)))
    end

    # Downloads a certificate (RFC 8555, section 7.4.2).
    #
    # @param url [String] the order's certificate URL
    # @param force_chain [String, nil] a part of the name of an issuer that the chain must have; the server's first
    #   chain comes first, then its alternates
    # @param chain [Symbol, Hash, Array<Symbol, Hash>, nil] which chain is wanted: `:shortest`; `{ top_issuer: name }`, the
    #   common name of the root; `{ any_issuer: text }`, as force_chain; `{ key_id: hex }` or `{ fingerprint: hex }` of a
    #   certificate (SHA-256); or a list, the best first. A list that ends with `:server_choice` falls back to the server's
    #   first chain; without it no match is an error.
    # @return [String] the chain in PEM, the certificate first
    # @raise [Error::ForcedChainNotFound] when no chain is the wanted one
    # @raise [ArgumentError] when both are given, and for a preference that is none
    # @raise [Error]
    def certificate(url:, force_chain: nil, chain: nil)
      raise ArgumentError, "must specify only one of force_chain and chain" unless force_chain.nil? || chain.nil?

      issuer = Arguments.optional_text(force_chain, :force_chain)
      preference = chain.nil? ? issuer : ChainPreference.pairs(chain)
      @engine.call(:certificate, Arguments.url(url, :url), preference, wanted_chain: issuer || chain.inspect)["pem"]
    end

    # @api private
    # @param url [String]
    # @param timeout [Numeric] seconds
    # @return [Resources::Order] that is ready or valid
    def wait_order(url:, timeout:)
      order_from(@engine.call(:order_wait, Arguments.url(url, :url), Arguments.seconds(timeout, :timeout)))
    end

    # @api private
    # @param url [String]
    # @param timeout [Numeric] seconds
    # @return [Resources::Authorization] that is valid
    def wait_authorization(url:, timeout:)
      authorization_from(@engine.call(:authorization_wait, Arguments.url(url, :url), Arguments.seconds(timeout, :timeout)))
    end

    # @param url [String] the authorization's URL
    # @return [Resources::Authorization]
    # @raise [Error]
    def authorization(url:)
      authorization_from(@engine.call(:authorization, Arguments.url(url, :url)))
    end

    # Gives an authorization back (RFC 8555, section 7.5.2).
    #
    # @param url [String] the authorization's URL
    # @return [Resources::Authorization]
    # @raise [Error]
    def deactivate_authorization(url:)
      authorization_from(@engine.call(:deactivate_authorization, Arguments.url(url, :url)))
    end

    # @param url [String] the challenge's URL
    # @return [Resources::Challenges::Base]
    # @raise [Error]
    def challenge(url:)
      challenge_from(@engine.call(:challenge, Arguments.url(url, :url)))
    end

    # Tells the server that it may look at a challenge (RFC 8555, section 7.5.1).
    #
    # @param url [String] the challenge's URL
    # @param key_authorization [String, nil] ignored: the protocol does not send it any more
    # @param payload [Hash, nil] what the challenge wants beyond being told, such as the attestation of device-attest-01
    # @return [Resources::Challenges::Base]
    # @raise [Error]
    def request_challenge_validation(url:, key_authorization: nil, payload: nil)
      url = Arguments.url(url, :url)
      return challenge_from(@engine.call(:request_validation, url)) if payload.nil?

      document = { type: "any", url: url }
      challenge_from(@engine.call(:request_validation_with, document.to_json, payload.to_json))
    end

    # Revokes a certificate with the account's key, or with the certificate's own (RFC 8555, section 7.6).
    #
    # @param certificate [String, #to_der] in PEM, or an OpenSSL::X509::Certificate
    # @param reason [Integer, Symbol, String, nil] the reason's number or name, such as :key_compromise (RFC 5280,
    #   section 5.3.1)
    # @param private_key [OpenSSL::PKey::PKey, nil] the certificate's key; no account is needed with it
    # @return [true]
    # @raise [ArgumentError] for a reason that is none
    # @raise [Error::AlreadyRevoked]
    # @raise [Error]
    def revoke(certificate:, reason: nil, private_key: nil)
      certificate = Arguments.certificate(certificate, :certificate) unless certificate.respond_to?(:to_der)
      der = certificate.to_der.b
      reason = Arguments.revocation_reason(reason, :reason)
      if private_key.nil?
        @engine.call(:revoke, der, reason)
      else
        @engine.call(:revoke_with_key, der, Arguments.key(private_key, :private_key).private_to_pem, reason)
      end
      true
    end

    # Asks when a certificate should be renewed (RFC 9773).
    #
    # @param certificate [String, OpenSSL::X509::Certificate, nil] in PEM, or itself
    # @param ari_id [String, nil] its identifier, instead
    # @return [Resources::RenewalInfo]
    # @raise [ArgumentError] when both are nil
    # @raise [Error]
    def renewal_info(certificate: nil, ari_id: nil)
      raise ArgumentError, "must specify certificate or ari_id" if certificate.nil? && ari_id.nil?

      ari_id = ari_id.nil? ? Util.ari_certificate_identifier(certificate) : Arguments.text(ari_id, :ari_id)
      Resources::RenewalInfo.new(self, **Attributes.renewal_info(@engine.call(:renewal_info, ari_id), ari_id))
    end

    # Asks for a nonce and adds it to {#nonces} (RFC 8555, section 7.2).
    #
    # @return [true]
    # @raise [Error]
    def get_nonce
      @engine.call(:get_nonce)
      true
    end

    # @return [NoncePool] the nonces that wait for use; it answers `<<`, `pop`, `empty?`, `size` and `clear`
    def nonces
      @engine.nonces
    end

    # @return [String] the account as one JSON document, as secret as its key, for {StoredAccounts#from_credentials}
    # @raise [Error::UnsupportedOperation] when the key is not one of this process
    def credentials
      @engine.call(:credentials)["document"]
    end

    # @return [String] the directory's URL alone
    def inspect
      "#<#{self.class} directory=#{@directory_url}>"
    end

    private

    attr_reader :engine

    def order_names(identifiers)
      names = prepare_order_identifiers(identifiers).map { |identifier| identifier.values_at(:type, :value) }
      raise ArgumentError, "identifiers: none given" if names.empty?

      names
    end

    def order_with(identifiers, wishes)
      order_from(@engine.call(:order_with, wishes.merge("identifiers" => order_names(identifiers))))
    end

    def authorize_ahead(identifier, subdomains: false)
      names = order_names(identifier)
      raise ArgumentError, "identifier: more than one given" if names.size > 1

      authorization_from(@engine.call(:new_authorization, *names.first, subdomains))
    end

    def account_from(resource)
      Resources::Account.new(self, **Attributes.account(resource))
    end

    def order_from(resource)
      order = Resources::Order.new(self, **Attributes.order(resource))
      @known_orders.remember(order)
      order
    end

    # @return [Array(String, String)] the order's URL, when it is known, and the CSR in DER
    def checked_csr(finalize_url, csr)
      raise ArgumentError, "csr must respond to `#to_der`" unless csr.respond_to?(:to_der)

      known = @known_orders[finalize_url]
      der = csr.to_der.b
      @engine.check_csr(der, known.identifiers) unless known.identifiers.empty?
      [known.url, der]
    end

    def authorization_from(resource)
      Resources::Authorization.new(self, **Attributes.authorization(resource))
    end

    def challenge_from(resource)
      Resources::Challenges.new(self, **Attributes.challenge(resource))
    end
  end
end

require "acme/client/directory_meta"
require "acme/client/records"
