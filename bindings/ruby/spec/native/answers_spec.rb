# frozen_string_literal: true

require_relative "native_helper"

RSpec.describe "what the extension's verbs answer" do
  let(:authority) { Authority.new }
  let(:client) { native_of(authority) }
  let(:base) { Authority::BASE }

  def resource(path, retry_after: nil, at: path)
    { "url" => base + at, "json" => authority.answers.fetch(path).last, "retry_after" => retry_after }
  end

  def error(status, headers, body)
    authority.answers["/x"] = [status, headers, body]
    client.get("#{base}/x").fetch("error")
  end

  it "resources as the server sent them" do
    expect(client.account_url).to be_nil
    expect(client.new_account(nil, true, false, nil)).to eq(resource("/new-account", at: "/account/1"))
    expect(client.account_url).to eq("#{base}/account/1")
    expect(client.account).to eq(resource("/account/1"))
    expect(client.account_update(["mailto:b@a.example"], true)).to eq(resource("/account/1"))
    expect(authority.payload("/account/1")).to eq("contact" => ["mailto:b@a.example"], "termsOfServiceAgreed" => true)
    expect(client.account_deactivate).to eq(resource("/account/1"))
    expect(client.new_order([%w[dns a.example]], nil, nil, "p", "a.b")).to eq(resource("/new-order", at: "/order/1"))
    expect(authority.payload("/new-order")).to eq("identifiers" => [{ "type" => "dns", "value" => "a.example" }],
                                                  "profile" => "p", "replaces" => "a.b")
    expect(client.order("#{base}/order/1")).to eq(resource("/order/1", retry_after: "7"))
    expect(client.authorization("#{base}/authz/1")).to eq(resource("/authz/1"))
    expect(client.deactivate_authorization("#{base}/authz/1")).to eq(resource("/authz/1"))
    challenges = [client.challenge("#{base}/challenge/1"), client.request_validation("#{base}/challenge/1")]
    challenges.each { |challenge| challenge["json"] = JSON.parse(challenge["json"]) }
    sent = resource("/challenge/1")
    expect(challenges).to eq([sent.merge("json" => JSON.parse(sent["json"]))] * 2)
    expect(client.renewal_info("a.b")).to eq(resource("/renewal/a.b", retry_after: "60"))
    expect(client.directory).to eq("json" => authority.answers["/directory"].last)
  end

  it "the account that is found when its URL is needed" do
    expect(client.find_account_url).to eq("url" => "#{base}/account/1")
    expect(authority.payload("/new-account")).to eq("onlyReturnExisting" => true)
    requests = authority.requests.size
    expect(client.find_account_url).to eq("url" => "#{base}/account/1")
    expect(authority.requests.size).to eq(requests)
    expect(native_of(authority, "kid" => "#{base}/account/2").account_url).to eq("#{base}/account/2")
  end

  it "what revocation and external accounts send" do
    expect(client.revoke("\x30\0".b, 4)).to eq({})
    expect(authority.payload("/revoke")).to eq("certificate" => "MAA", "reason" => 4)
    client.new_account(nil, nil, false, { "kid" => "k", "hmac_key" => "c2VjcmV0", "algorithm" => "HS512" })
    bound = JSON.parse(authority.payload("/new-account")["externalAccountBinding"]["protected"].tr("-_", "+/").unpack1("m"))
    expect(bound).to eq("alg" => "HS512", "kid" => "k", "url" => "#{base}/new-account")
  end

  it "a request of the caller's own" do
    authority.answers["/x"] = [200, { "Link" => "<a>;rel=b" }, "text"]
    answer = client.post("#{base}/x", '{"a":1}', "jwk", "text/plain")
    expect(answer).to include("status" => 200, "body" => "text")
    expect(answer["headers"]).to include(["Link", "<a>;rel=b"])
    expect(authority.payload("/x")).to eq("a" => 1)
    expect(authority.requests.last["headers"]).to include(["accept", "text/plain"])
    expect(client.post("#{base}/x", "", "other", nil)["error"]).to include("kind" => "InvalidArgument")
  end

  it "a problem with all its parts" do
    body = { "type" => "urn:ietf:params:acme:error:rateLimited", "detail" => "slow down", "subproblems" => [] }.to_json
    expect(error(429, { "Retry-After" => "3600" }, body)).to include(
      "kind" => "RateLimited", "detail" => "slow down", "problem" => body, "problem_type" => "urn:ietf:params:acme:error:rateLimited",
      "http_status" => 429, "url" => "#{base}/x", "body" => nil, "retry_after" => 3600.0, "step" => "resource"
    )
  end

  it "a failure without a problem document" do
    expect(error(404, {}, "<html>gone")).to include(
      "kind" => "NotFound", "problem" => nil, "http_status" => 404, "url" => "#{base}/x", "body" => "<html>gone", "retry_after" => nil
    )
    authority.answers["/directory"] = [200, { "content-type" => "text/html" }, "<html>"]
    expect(client.directory["error"]).to include("kind" => "InvalidDirectory", "step" => "directory")
  end

  it "what is refused before anything is sent" do
    expect(client.new_order([], nil, nil, nil, nil)["error"]).to include("kind" => "InvalidArgument")
    expect(client.new_order([["dns", "a b"]], nil, nil, nil, nil)["error"]["message"]).to include("a b")
    expect(client.finalize("#{base}/order/1/finalize", nil, "no der")["error"]).to include("kind" => "InvalidArgument")
    expect(client.get("http://ca.example/x")["error"]).to include("kind" => "ForbiddenUrl")
    expect(authority.requests).to be_empty
  end

  it "nonces" do
    expect(client.get_nonce).to eq({})
    expect(client.nonce_count).to eq(2)
    client.nonce_push("mine")
    expect(client.nonce_pop).to eq("mine")
    client.nonce_clear
    expect([client.nonce_count, client.nonce_pop]).to eq([0, nil])
  end

  it "the name of a certificate in renewal information" do
    expect(Acme::Client::Native.ari_id("nonsense")["error"]).to include("kind" => "InvalidChain")
  end

  it "TypeError for arguments of the wrong class" do
    expect { client.order(nil) }.to raise_error(TypeError)
    expect { client.new_order("a.example", nil, nil, nil, nil) }.to raise_error(TypeError)
    expect { client.revoke("der", "one") }.to raise_error(TypeError)
    expect { client.order }.to raise_error(ArgumentError)
  end
end

RSpec.describe "the options of the extension's client" do
  it "are refused by their names" do
    {
      { "directory" => nil } => "directory", { "directory" => "http://ca.example/" } => "directory URL",
      { "client_cert" => "x" } => "client_key", { "client_key" => "x" } => "client_cert",
      { "min_version" => "SSL3" } => "min_version", { "connect_timeout" => -1.0 } => "connect_timeout",
      { "request_timeout" => Float::NAN } => "request_timeout", { "attempts" => 0 } => "attempts",
      { "ca_file" => "/nowhere/at/all" } => "/nowhere/at/all", { "proxy" => "socks5://h:1" } => "proxy",
      { "kid" => "no url" } => "account URL", { "user_agent" => "a\nb" } => "user agent", { "headers" => [["a", "b\r\n"]] } => "header"
    }.each do |options, name|
      expect { native("https://ca.example/", **options) }.to raise_error(ArgumentError, /#{name}/), options.inspect
    end
    expect { native("https://ca.example/", signer: "no key") }.to raise_error(ArgumentError, /key/)
    expect { native("https://ca.example/", "attempts" => "4") }.to raise_error(TypeError)
  end

  it "are shown by no inspection, and neither is the key" do
    expect(native("https://ca.example/", signer: NativeHelper::KEY_PEM).inspect).not_to match(/PRIVATE|@/)
  end

  it "cannot be copied to another client" do
    expect { native("https://ca.example/").dup }.to raise_error(TypeError)
    expect { Acme::Client::Native::Client.allocate }.to raise_error(TypeError)
  end

  it "bound the time of a request" do
    stalled = StalledServer.new
    client = native(stalled.url, "request_timeout" => 0.2, "attempts" => 1)
    expect(client.directory["error"]).to include("kind" => "RequestTimedOut")
    stalled.close
  end
end
