# frozen_string_literal: true

require "json"
require "openssl"
require "digest"
require "forwardable"
require "base64"
require "time"
require "uri"

require "acme/client/version"
require "acme/client/arguments"
require "acme/client/document"
require "acme/client/util"
require "acme/client/error"
require "acme/client/failure"
require "acme/client/punycode"
require "acme/client/subject_alt_names"
require "acme/client/certificate_request"
require "acme/client/self_sign_certificate"
require "acme/client/chain_identifier"
require "acme/client/jwk"
require "acme/client/signer"
require "acme/client/resources"
require "acme/client/attributes"
require "acme/client/headers"
require "acme/client/response"
require "acme/client/raw_requests"
require "acme/client/connection_options"
require "acme/client/transports"
require "acme/client/settings"
require "acme/client/log_adapter"
require "acme/client/nonce_pool"
require "acme/client/order_urls"
require "acme/client/native"
require "acme/client/engine"

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

    autoload :NetHttpTransport, "acme/client/net_http_transport"

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
      @order_urls = OrderUrls.new
      @engine = Engine.new(
        directory_url: @directory_url.to_s, kid: kid && Arguments.url(kid, :kid), jwk: @jwk,
        connection_options: connection_options, nonce_attempts: Arguments.retries(bad_nonce_retry, :bad_nonce_retry)&.succ,
        transport: Transports.check(transport, :transport) || Client.default_transport
      )
    end

    # Makes an account, or finds the one of this key (RFC 8555, section 7.3).
    #
    # @param contact [String, Array<String>, nil] contact URLs, such as "mailto:ops@example.com"
    # @param terms_of_service_agreed [Boolean, nil]
    # @param external_account_binding [Hash, nil] `kid:` and `hmac_key:` (base64url) from the authority (section 7.3.4)
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

    # Orders a certificate (RFC 8555, section 7.4).
    #
    # @param identifiers [String, Hash, Array<String, Hash>] host names, or hashes with `type:` and `value:`
    # @param not_before [String, Time, nil] when the certificate becomes valid
    # @param not_after [String, Time, nil] when it expires
    # @param profile [String, nil] one of {#profiles}
    # @param replaces [String, nil] the ARI identifier of the certificate that this one is to replace (RFC 9773,
    #   section 5)
    # @return [Resources::Order]
    # @raise [Error]
    def new_order(identifiers:, not_before: nil, not_after: nil, profile: nil, replaces: nil)
      names = prepare_order_identifiers(identifiers).map { |identifier| identifier.values_at(:type, :value) }
      raise ArgumentError, "identifiers: none given" if names.empty?

      order_from(@engine.call(
        :new_order, names, Arguments.moment(not_before, :not_before), Arguments.moment(not_after, :not_after),
        Arguments.optional_text(profile, :profile), Arguments.optional_text(replaces, :replaces)
      ))
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
    # @param url [String] the order's finalize URL
    # @param csr [#to_der] a {CertificateRequest} or an OpenSSL::X509::Request
    # @return [Resources::Order]
    # @raise [ArgumentError] for a CSR that does not answer `to_der`
    # @raise [Error]
    def finalize(url:, csr:)
      raise ArgumentError, "csr must respond to `#to_der`" unless csr.respond_to?(:to_der)

      url = Arguments.url(url, :url)
      order_from(@engine.call(:finalize, url, @order_urls[url], csr.to_der.b))
    end

    # Downloads a certificate (RFC 8555, section 7.4.2).
    #
    # @param url [String] the order's certificate URL
    # @param force_chain [String, nil] a part of the name of an issuer that the chain must have; the server's first
    #   chain comes first, then its alternates
    # @return [String] the chain in PEM, the certificate first
    # @raise [Error::ForcedChainNotFound] when no chain has that issuer
    # @raise [Error]
    def certificate(url:, force_chain: nil)
      issuer = Arguments.optional_text(force_chain, :force_chain)
      @engine.call(:certificate, Arguments.url(url, :url), issuer, wanted_chain: issuer)["pem"]
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
    # @return [Resources::Challenges::Base]
    # @raise [Error]
    def request_challenge_validation(url:, key_authorization: nil)
      challenge_from(@engine.call(:request_validation, Arguments.url(url, :url)))
    end

    # Revokes a certificate with the account's key (RFC 8555, section 7.6).
    #
    # @param certificate [String, #to_der] in PEM, or an OpenSSL::X509::Certificate
    # @param reason [Integer, nil] the reason's number (RFC 5280, section 5.3.1)
    # @return [true]
    # @raise [Error::AlreadyRevoked]
    # @raise [Error]
    def revoke(certificate:, reason: nil)
      certificate = Arguments.certificate(certificate, :certificate) unless certificate.respond_to?(:to_der)
      @engine.call(:revoke, certificate.to_der.b, Arguments.optional_integer(reason, :reason))
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

    # @return [Resources::Directory] fetched once (RFC 8555, section 7.1.1)
    # @raise [Error::InvalidDirectory] when the URL answers with something else
    # @raise [Error]
    def directory
      @directory ||= begin
        document = Document.parse_object(@engine.call(:directory)["json"])
        Resources::Directory.new(self, directory: document, url: @directory_url)
      end
    end

    # @return [Hash] what the authority says of itself, with string keys; empty when it says nothing
    # @raise [Error]
    def meta
      directory.meta
    end

    # @return [String, nil] the URL of the terms of service
    # @raise [Error]
    def terms_of_service
      directory.terms_of_service
    end

    # @return [String, nil] the URL of the authority's website
    # @raise [Error]
    def website
      directory.website
    end

    # @return [Array<String>, nil] the names that CAA records allow this authority by (RFC 8659)
    # @raise [Error]
    def caa_identities
      directory.caa_identities
    end

    # @return [Boolean, nil] whether new accounts need an external account binding (RFC 8555, section 7.3.4)
    # @raise [Error]
    def external_account_required
      directory.external_account_required
    end

    # @return [Hash{String => String}, nil] the names and descriptions of certificate profiles
    # @raise [Error]
    def profiles
      directory.profiles
    end

    # @return [NoncePool] the nonces that wait for use; it answers `<<`, `pop`, `empty?`, `size` and `clear`
    def nonces
      @engine.nonces
    end

    # @return [String] the directory's URL alone
    def inspect
      "#<#{self.class} directory=#{@directory_url}>"
    end

    private

    def account_from(resource)
      Resources::Account.new(self, **Attributes.account(resource))
    end

    def order_from(resource)
      order = Resources::Order.new(self, **Attributes.order(resource))
      @order_urls.remember(order.finalize_url, order.url)
      order
    end

    def authorization_from(resource)
      Resources::Authorization.new(self, **Attributes.authorization(resource))
    end

    def challenge_from(resource)
      Resources::Challenges.new(self, **Attributes.challenge(resource))
    end
  end
end
