# frozen_string_literal: true

require "fileutils"
require "net/http"
require "securerandom"
require "timeout"

require_relative "processes"

# Clients of the servers that `test-servers all` runs: Pebble, and the scripted CA with its worlds.
module AcmeServers
  include Processes

  VARIABLES = %w[ACME_DIRECTORY ACME_CA_FILE ACME_WEBROOT ACME_DNS_MANAGEMENT ACME_SCRIPTED].freeze
  LIB = File.expand_path("../../lib", __dir__)

  def new_key
    OpenSSL::PKey::EC.generate("prime256v1")
  end

  # The directory of Pebble.
  def pebble
    ENV.fetch("ACME_DIRECTORY")
  end

  # The directory of a world that nobody has visited yet.
  def world(name)
    "#{ENV.fetch("ACME_SCRIPTED")}/#{name}.#{SecureRandom.hex(8)}/directory"
  end

  def client_of(directory, private_key: new_key, request: {}, **arguments)
    key = arguments.key?(:jwk) ? {} : { private_key: private_key }
    options = { request: request, ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } }
    Acme::Client.new(directory: directory, connection_options: options, **key, **arguments)
  end

  # A client that has an account.
  def registered(directory, **arguments)
    client_of(directory, **arguments).tap do |client|
      client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)
    end
  end

  def names(count = 1)
    unique = SecureRandom.hex(6)
    Array.new(count) { |number| "n#{number}.#{unique}.example" }
  end

  # The loop that programs have, bounded.
  def wait_while(resource, *states)
    Timeout.timeout(20) do
      while states.include?(resource.status)
        sleep 0.02
        resource.reload
      end
    end
    resource
  end

  def meet_http(authorization)
    challenge = authorization.http
    path = File.join(ENV.fetch("ACME_WEBROOT"), challenge.filename)
    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, challenge.file_content)
    challenge.request_validation
    wait_while(challenge, "pending", "processing")
  end

  def meet_dns(authorization)
    challenge = authorization.dns
    dns("set-txt", host: "#{challenge.record_name}.#{authorization.domain}.", value: challenge.record_content)
    challenge.request_validation
    wait_while(challenge, "pending", "processing")
  end

  def dns(verb, **record)
    Net::HTTP.post(URI("#{ENV.fetch("ACME_DNS_MANAGEMENT")}/#{verb}"), record.to_json, "Content-Type" => "application/json")
  end

  # An order that waits for its CSR.
  def ready_order(client, identifiers = names, **arguments)
    order = client.new_order(identifiers: identifiers, **arguments)
    order.authorizations.each { |authorization| meet_http(authorization) unless authorization.status == "valid" }
    wait_while(order, "pending")
  end

  # An order whose certificate is there.
  def issued_order(client, identifiers = names, **arguments)
    order = ready_order(client, identifiers, **arguments)
    order.finalize(csr: csr(identifiers))
    wait_while(order, "processing")
  end

  def csr(identifiers, private_key: new_key)
    Acme::Client::CertificateRequest.new(names: Array(identifiers), private_key: private_key)
  end

  def leaf(pem)
    OpenSSL::X509::Certificate.new(pem)
  end

  def certificate_names(pem)
    leaf(pem).extensions.find { |one| one.oid == "subjectAltName" }.value.scan(/DNS:([^,\s]+)/).flatten
  end

  # What happened in a world.
  def statistics(directory)
    url = URI(directory.sub(%r{/directory\z}, "/statistics"))
    Net::HTTP.start(url.host, url.port, use_ssl: true, ca_file: ENV.fetch("ACME_CA_FILE")) do |http|
      JSON.parse(http.get(url.path).body)
    end
  end

  def requests(directory, endpoint)
    statistics(directory)["requests"].fetch(endpoint, 0)
  end

  # Waits until a world was asked for that.
  def await_request(directory, endpoint)
    Timeout.timeout(10) { sleep 0.005 until requests(directory, endpoint).positive? }
  end

  # The command of a Ruby program that loads this gem.
  def ruby(*arguments)
    [RbConfig.ruby, "-w", "-I", LIB, "-r", File.join(__dir__, "acme_servers.rb"), *arguments]
  end
end

if defined?(RSpec)
  RSpec.configure do |config|
    config.define_derived_metadata(file_path: %r{/spec/(contract|transport|concurrency|interrupts|issuance)/}) do |metadata|
      metadata[:servers] = true
    end
    config.include AcmeServers, :servers
    config.around(:each, :servers) do |example|
      missing = AcmeServers::VARIABLES.reject { |name| ENV.key?(name) }
      skip "#{missing.join(", ")} not set: run it with test-servers" unless missing.empty?
      Timeout.timeout(60) { example.run }
    end
  end
end
