# frozen_string_literal: true

# Obtains certificates with the gem acme-client 2.0.9: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
# AT_ONCE is 1: the client is not made for several threads.
gem "acme-client", "2.0.9"
require "acme-client"

LOOK_EVERY = 0.02

def wait_while(resource, state)
  while resource.status == state
    sleep LOOK_EVERY
    resource.reload
  end
end

# By URL, for 2.0.9 cannot read an authorization that offers types of challenges it does not know.
def answer(client, authorization)
  offered = authorization.instance_variable_get(:@challenges)
  url = offered.find { |challenge| challenge["type"] == "http-01" }.fetch("url")
  client.request_challenge_validation(url: url, key_authorization: "")
end

# 2.0.9 cannot read the answer when it comes without a Location; the order is finalized all the same.
def finalize(order, csr)
  order.finalize(csr: csr)
rescue ArgumentError
  order.reload
end

def issue(client, names)
  order = client.new_order(identifiers: names)
  pending = order.authorizations.reject { |authorization| authorization.status == "valid" }
  pending.each { |authorization| answer(client, authorization) }
  order.reload
  wait_while(order, "pending")
  key = OpenSSL::PKey::EC.generate("prime256v1")
  finalize(order, Acme::Client::CertificateRequest.new(names: names, private_key: key))
  wait_while(order, "processing")
  abort "no certificate" unless order.certificate.include?("BEGIN CERTIFICATE")
end

directory, ca_file, count, _at_once, *names = ARGV
client = Acme::Client.new(
  private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: directory,
  connection_options: { ssl: { ca_file: ca_file } }
)
client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)
Integer(count).times { issue(client, names) }
