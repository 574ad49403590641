# frozen_string_literal: true

# What an implementation of Acme::Client sends through WebMock in one issuance. Runs in a process of its own, for the
# original and this gem define the same classes: reads a JSON document with a key and a certificate in PEM, prints one
# with the requests.
require "webmock"
require "json"
require "openssl"
require "base64"
require "acme-client"

CA = "https://ca.example"

# A CA of stubs, and what it was asked.
module Stubs
  extend WebMock::API

  DOCUMENTS = {
    "/new-account" => { status: "valid", contact: [] },
    "/account/1" => { status: "valid", contact: ["mailto:b@example.com"] },
    "/new-order" => { status: "ready", expires: "2030-01-01T00:00:00Z", identifiers: [{ type: "dns", value: "a.example" }],
                      authorizations: ["#{CA}/authorization/1"], finalize: "#{CA}/finalize/1" },
    "/authorization/1" => { status: "pending", expires: "2030-01-01T00:00:00Z", identifier: { type: "dns", value: "a.example" },
                            challenges: [{ type: "http-01", status: "pending", url: "#{CA}/challenge/1", token: "token" }] },
    "/challenge/1" => { type: "http-01", status: "processing", url: "#{CA}/challenge/1", token: "token" },
    "/finalize/1" => { status: "valid", expires: "2030-01-01T00:00:00Z", identifiers: [{ type: "dns", value: "a.example" }],
                       authorizations: ["#{CA}/authorization/1"], finalize: "#{CA}/finalize/1", certificate: "#{CA}/certificate/1" },
    "/revoke" => {}
  }.freeze
  LOCATIONS = { "/new-account" => "#{CA}/account/1", "/new-order" => "#{CA}/order/1", "/finalize/1" => "#{CA}/order/1" }.freeze

  def self.set
    nonces = 0
    stub_request(:get, "#{CA}/directory").to_return(body: directory.to_json, headers: { "Content-Type" => "application/json" })
    stub_request(:head, "#{CA}/nonce").to_return { { headers: { "Replay-Nonce" => "nonce#{nonces += 1}" } } }
    DOCUMENTS.each do |path, document|
      stub_request(:post, "#{CA}#{path}").to_return do
        headers = { "Content-Type" => "application/json", "Replay-Nonce" => "nonce#{nonces += 1}" }
        headers["Location"] = LOCATIONS[path] if LOCATIONS[path]
        { status: path.start_with?("/new-") ? 201 : 200, body: document.to_json, headers: headers }
      end
    end
    stub_request(:post, "#{CA}/certificate/1").to_return do
      { body: CERTIFICATE.to_pem, headers: { "Content-Type" => "application/pem-certificate-chain", "Replay-Nonce" => "last" } }
    end
  end

  def self.directory
    { newNonce: "#{CA}/nonce", newAccount: "#{CA}/new-account", newOrder: "#{CA}/new-order", revokeCert: "#{CA}/revoke",
      keyChange: "#{CA}/key-change", meta: {} }
  end
end

# A request, without what differs between two runs.
def seen(request)
  report = { method: request.method, url: request.uri.to_s, type: request.headers["Content-Type"], accept: request.headers["Accept"] }
  return report unless request.method == :post

  body = JSON.parse(request.body)
  header = JSON.parse(Base64.urlsafe_decode64(body["protected"]))
  payload = Base64.urlsafe_decode64(body["payload"])
  report.merge(body: body.keys, protected: header.merge("nonce" => header["nonce"].class.name),
               payload: payload.empty? ? "" : JSON.parse(payload).reject { |name, _| name == "csr" })
end

given = JSON.parse($stdin.read)
key = OpenSSL::PKey.read(given["key"])
CERTIFICATE = OpenSSL::X509::Certificate.new(given["certificate"])
requests = []
WebMock.enable!
WebMock.after_request { |request, _| requests << seen(request) }
Stubs.set

client = Acme::Client.new(private_key: key, directory: "#{CA}/directory")
client.new_account(contact: "mailto:a@example.com", terms_of_service_agreed: true)
client.account_update(contact: "mailto:b@example.com")
order = client.new_order(identifiers: ["a.example"])
order.authorizations.first.http.request_validation
client.challenge(url: "#{CA}/challenge/1")
order.finalize(csr: Acme::Client::CertificateRequest.new(names: ["a.example"], private_key: OpenSSL::PKey::EC.generate("prime256v1")))
order.certificate
client.revoke(certificate: CERTIFICATE, reason: 1)
puts JSON.generate(requests)
