# frozen_string_literal: true

# What is loaded when it is first used. Each file defines one constant, and requires no other file of this library: so
# Ruby can begin anew when an interrupt ended the loading, and keeps what is private private.

module Acme
  class Client
    autoload :Util, "acme/client/util"
    autoload :CertificateRequest, "acme/client/certificate_request"
    autoload :SelfSignCertificate, "acme/client/self_sign_certificate"
    autoload :ChainIdentifier, "acme/client/chain_identifier"
    autoload :JWK, "acme/client/jwk"
    autoload :Resources, "acme/client/resources"
    autoload :DnsRecord, "acme/client/dns_record"
    autoload :CaaRecord, "acme/client/caa_record"
    autoload :Certificate, "acme/client/certificate"
    autoload :Presentation, "acme/client/presentation"
    autoload :Event, "acme/client/event"
    autoload :Solver, "acme/client/solver"
    autoload :Store, "acme/client/store"
    autoload :Renewal, "acme/client/renewal"
    autoload :NetHttpTransport, "acme/client/net_http_transport"
    autoload :Manager, "acme/client/manager"
    autoload :AutoRenewal, "acme/client/auto_renewal"
    autoload :Subdomains, "acme/client/subdomains"
    autoload :Onion, "acme/client/onion"

    autoload :Arguments, "acme/client/arguments"
    autoload :Attributes, "acme/client/attributes"
    autoload :ChainPreference, "acme/client/chain_preference"
    autoload :ConnectionOptions, "acme/client/connection_options"
    autoload :Document, "acme/client/document"
    autoload :Engine, "acme/client/engine"
    autoload :Failure, "acme/client/failure"
    autoload :Headers, "acme/client/headers"
    autoload :HostName, "acme/client/host_name"
    autoload :Issuance, "acme/client/issuance"
    autoload :KnownOrders, "acme/client/known_orders"
    autoload :LinkHeader, "acme/client/link_header"
    autoload :LogAdapter, "acme/client/log_adapter"
    autoload :NoncePool, "acme/client/nonce_pool"
    autoload :Response, "acme/client/response"
    autoload :Signer, "acme/client/signer"
    autoload :SubjectAltNames, "acme/client/subject_alt_names"
    autoload :Transports, "acme/client/transports"

    private_constant :Arguments, :Attributes, :ChainPreference, :ConnectionOptions, :Document, :Engine,
                     :Failure, :Headers, :HostName, :Issuance, :KnownOrders, :LinkHeader, :LogAdapter,
                     :NoncePool, :Response, :Signer, :SubjectAltNames, :Transports

    # YARD does not see this constant, for the documentation's links mean Ruby's.
    autoload :OpenSSL, "acme/client/openssl"
    send(:private_constant, :OpenSSL)
  end
end
