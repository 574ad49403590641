# frozen_string_literal: true

require "fileutils"
require "net/http"
require_relative "note"
require_relative "responder"

# One scenario of the list, and the steps that scenarios are made of.
class Scene
  # The server does not have what the scenario is about.
  class NotOffered < StandardError; end

  # Something does not hold.
  class Failed < StandardError; end

  WAIT = 60

  def initialize(id)
    @id = id
  end

  private

  attr_reader :id

  def ensure_that(holds, what)
    raise Failed, what unless holds
  end

  def ensure_refused(error, what)
    yield
  rescue error
    true
  else
    raise Failed, what
  end

  # A name that is the scenario's alone.
  def name(prefix = "")
    "#{prefix}#{id}.#{ENV.fetch("ACME_NAMES")}"
  end

  def new_key
    Note.key(OpenSSL::PKey::EC.generate("prime256v1"))
  end

  # A client without an account.
  def client_with(key)
    options = { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } }
    Acme::Client.new(private_key: key, directory: ENV.fetch("ACME_DIRECTORY"), connection_options: options)
  end

  def register(client, bound: true)
    kid = ENV.fetch("ACME_EAB_KID", nil)
    binding = { kid: kid, hmac_key: ENV.fetch("ACME_EAB_KEY") } if kid && bound
    client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true, external_account_binding: binding)
  end

  # A client with a key and an account of its own.
  def registered
    client_with(new_key).tap { |client| register(client) }
  end

  # Proves the names of an order by a type of challenge and finalizes it.
  def complete(order, type, key: new_key)
    order.authorizations.each do |authorization|
      prove(authorization, type) unless authorization.status == "valid"
    end
    order.wait(timeout: WAIT)
    names = order.identifiers.map { |identifier| identifier["value"] }
    order.finalize(csr: Acme::Client::CertificateRequest.new(names: names, private_key: key))
    order.wait(timeout: WAIT)
    order
  end

  def issue(client, name: self.name, type: "http-01", key: new_key)
    complete(client.new_order(identifiers: name), type, key: key).certificate
  end

  def prove(authorization, type)
    challenge = authorization.challenges.find { |one| one.challenge_type == type }
    raise NotOffered, "#{type} is not offered" unless challenge

    presented(challenge) do
      challenge.request_validation
      authorization.wait(timeout: WAIT)
    end
  end

  def presented(challenge, &block)
    case challenge.challenge_type
    when "http-01" then publish(challenge.filename, challenge.file_content)
    when "tls-alpn-01" then return show(challenge, &block)
    else add_txt(challenge.full_record_name, challenge.record_content)
    end
    yield
  end

  def publish(path, text)
    file = File.join(ENV.fetch("ACME_WEBROOT"), path)
    FileUtils.mkdir_p(File.dirname(file))
    File.write(file, text)
  end

  def show(challenge, &block)
    key = new_key
    Responder.serve(Integer(ENV.fetch("ACME_TLS_PORT")), challenge.certificate(private_key: key), key, &block)
  end

  def add_txt(host, value)
    record = { host: "#{host}.", value: value }
    answer = Net::HTTP.post(URI("#{ENV.fetch("ACME_DNS_MANAGEMENT")}/set-txt"), record.to_json)
    ensure_that(answer.is_a?(Net::HTTPOK), "the TXT record was not set")
  end

  def leaf(pem)
    OpenSSL::X509::Certificate.new(pem)
  end

  # The DNS names and IP addresses of a certificate.
  def names_of(pem)
    value = leaf(pem).extensions.find { |one| one.oid == "subjectAltName" }.value
    value.scan(/(?:DNS|IP Address):([^,\s]+)/).flatten
  end
end
