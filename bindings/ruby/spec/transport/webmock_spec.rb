# frozen_string_literal: true

require "open3"
require "webmock"

RSpec.describe "WebMock and Net::HTTP as the transport" do
  include WebMock::API

  let(:base) { "https://ca.example" }
  let(:client) { Acme::Client.new(private_key: new_key, directory: "#{base}/directory", kid: "#{base}/account/1", transport: :net_http) }
  let(:problem) { { "Content-Type" => "application/problem+json", "Replay-Nonce" => "next" } }

  around do |example|
    WebMock.enable!
    example.run
  ensure
    WebMock.reset!
    WebMock.disable!
  end

  def stub_directory
    directory = { newNonce: "#{base}/nonce", newAccount: "#{base}/new-account", newOrder: "#{base}/new-order", keyChange: "#{base}/key",
                  meta: { termsOfService: "#{base}/terms" } }
    stub_request(:get, "#{base}/directory").to_return(body: directory.to_json, headers: { "Content-Type" => "application/json" })
    stub_request(:head, "#{base}/nonce").to_return(headers: { "Replay-Nonce" => "first" })
  end

  def stub_order(status: 200, headers: {}, **document)
    stub_request(:post, "#{base}/order/1")
      .to_return(status: status, body: document.to_json, headers: problem.merge(headers))
  end

  it "sees every request, as the original sends it" do
    stub_directory
    order = stub_request(:post, "#{base}/new-order")
            .with(headers: { "Content-Type" => "application/jose+json", "User-Agent" => /#{Regexp.escape(Acme::Client::USER_AGENT)}/o }) do |request|
      body = JSON.parse(request.body)
      header = JSON.parse(Base64.urlsafe_decode64(body["protected"]))
      body.keys.sort == %w[payload protected signature] &&
        header.slice("typ", "alg", "nonce", "url", "kid") == { "typ" => "JWT", "alg" => "ES256", "nonce" => "first", "url" => "#{base}/new-order", "kid" => "#{base}/account/1" } &&
        JSON.parse(Base64.urlsafe_decode64(body["payload"])) == { "identifiers" => [{ "type" => "dns", "value" => "a.example" }] }
    end
    order.to_return(status: 201, headers: { "Location" => "#{base}/order/1", "Content-Type" => "application/json" }, body: {
      status: "pending", identifiers: [{ type: "dns", value: "a.example" }], authorizations: [], finalize: "#{base}/finalize/1"
    }.to_json)
    expect(client.new_order(identifiers: "a.example").url).to eq("#{base}/order/1")
    expect(client.terms_of_service).to eq("#{base}/terms")
    assert_requested(:get, "#{base}/directory", times: 1)
    assert_requested(:head, "#{base}/nonce", times: 1)
    assert_requested(order, times: 1)
  end

  it "sends what the original sends, request by request" do
    installed = Gem::Specification.find_all_by_name("acme-client").find { |spec| spec.version.to_s == "2.0.9" }
    skip "Debian's ruby-acme-client 2.0.9 is not installed" unless installed
    script = File.expand_path("traffic.rb", __dir__)
    key = new_key
    certificate = Acme::Client::SelfSignCertificate.new(subject_alt_names: ["a.example"], private_key: key)
    given = { key: key.private_to_pem, certificate: certificate.to_pem }.to_json
    theirs, ours = [installed.full_require_paths.first, AcmeServers::LIB].map do |lib|
      output, errors, status = Open3.capture3(RbConfig.ruby, "-I", lib, script, stdin_data: given)
      expect(status).to be_success, errors
      JSON.parse(output)
    end
    expect(ours.map { |one| one.values_at("method", "url") }).to eq(theirs.map { |one| one.values_at("method", "url") })
    ours.zip(theirs).each do |our, their|
      expect(our.slice("body", "payload", "protected")).to eq(their.slice("body", "payload", "protected"))
      expect(our["type"]).to eq("application/jose+json") if our["method"] == "post"
    end
    download = ->(requests) { requests.find { |one| one["url"].end_with?("/certificate/1") }["accept"] }
    expect(download.call(ours)).to eq(download.call(theirs))
  end

  it "has problem documents that are the original's errors" do
    stub_directory
    stub_order(status: 429, type: "urn:ietf:params:acme:error:rateLimited", detail: "slow down", headers: { "Retry-After" => "120" })
    expect { client.order(url: "#{base}/order/1") }
      .to raise_error(Acme::Client::Error::RateLimited, "slow down") { |error| expect(error.retry_after).to eq(120) }
    stub_order(status: 403, type: "urn:ietf:params:acme:error:unauthorized", detail: "not yours")
    expect { client.order(url: "#{base}/order/1") }.to raise_error(Acme::Client::Error::Unauthorized, "not yours")
    stub_order(status: 400, type: "urn:ietf:params:acme:error:novel", detail: "new")
    expect { client.order(url: "#{base}/order/1") }.to raise_error { |error| expect(error).to be_an_instance_of(Acme::Client::Error) }
    stub_order(status: 404)
    expect { client.order(url: "#{base}/order/1") }.to raise_error(Acme::Client::Error::NotFound, "#{base}/order/1")
    stub_request(:post, "#{base}/order/1").to_return(status: 400, body: "oops", headers: { "Replay-Nonce" => "next" })
    expect { client.order(url: "#{base}/order/1") }.to raise_error(Acme::Client::Error, "Error message: oops")
  end

  it "has a directory that is none" do
    stub_request(:get, "#{base}/directory").to_return(body: "<html>", headers: { "Content-Type" => "text/html" })
    expect { client.directory }.to raise_error(Acme::Client::Error::InvalidDirectory)
  end

  it "has timeouts, and raised connection faults, that are Timeout" do
    stub_request(:get, "#{base}/directory").to_timeout
    expect { client.directory }.to raise_error(Acme::Client::Error::Timeout, "Acme::Client::Error::Timeout")
    [Net::OpenTimeout, Net::ReadTimeout, Errno::ECONNREFUSED, Errno::ECONNRESET, SocketError, OpenSSL::SSL::SSLError].each do |fault|
      stub_request(:get, "#{base}/directory").to_raise(fault)
      expect { client.directory }.to raise_error(Acme::Client::Error::Timeout) { |error| expect(error.cause).to be_a(fault) }
    end
  end

  it "has every other exception unchanged" do
    mine = Class.new(StandardError).new("mine")
    stub_request(:get, "#{base}/directory").to_raise(mine)
    expect { client.directory }.to raise_error { |error| expect(error).to equal(mine) }
    expect { client.account }.to raise_error { |error| expect(error).to equal(mine) }
    stub_request(:get, "#{base}/directory").to_raise(Acme::Client::Error::RateLimited)
    expect { client.directory }.to raise_error(Acme::Client::Error::RateLimited)
  end

  it "tells of requests that nobody has stubbed" do
    expect { client.directory }.to raise_error(WebMock::NetConnectNotAllowedError, %r{GET https://ca.example/directory})
  end

  it "does not see the native transport" do
    WebMock.disable_net_connect!
    expect(client_of(world("ok"), transport: :native).website).to eq("https://ca.example/")
  end

  it "is found when it is loaded before the gem" do
    script = <<~RUBY
      require "webmock"
      require "acme-client"
      include WebMock::API
      WebMock.enable!
      stub_request(:get, "https://ca.example/directory").to_return(body: { newNonce: "https://ca.example/n", newAccount: "https://ca.example/a", newOrder: "https://ca.example/o", meta: { website: "stubbed" } }.to_json)
      client = Acme::Client.new(private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: "https://ca.example/directory")
      print Acme::Client.default_transport.inspect, client.website
    RUBY
    output, errors, status = Open3.capture3(RbConfig.ruby, "-I", AcmeServers::LIB, "-e", script)
    expect([output, status.success?]).to eq([":net_httpstubbed", true]), errors
  end
end
