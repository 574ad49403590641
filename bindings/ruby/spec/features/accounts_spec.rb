# frozen_string_literal: true

# RFC 8555, section 7.3.
RSpec.describe "Accounts" do
  let(:eab_key) { "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8" }

  def bound(hmac_key: eab_key, **more)
    binding = { kid: "kid-1", hmac_key: hmac_key, **more }
    client_of(world("eab")).new_account(contact: [], terms_of_service_agreed: true, external_account_binding: binding)
  end

  it "are bound to an external account with each of the algorithms" do
    %w[HS256 HS384 HS512].each { |algorithm| expect(bound(algorithm: algorithm).status).to eq("valid") }
    expect { bound(algorithm: "HS1") }.to raise_error(ArgumentError, /HS256, HS384 and HS512/)
  end

  it "take the external account's key in any base64 form" do
    bytes = Base64.urlsafe_decode64(eab_key)
    [Base64.strict_encode64(bytes), Base64.urlsafe_encode64(bytes), Base64.encode64(bytes), eab_key].each do |text|
      expect(bound(hmac_key: text).status).to eq("valid")
    end
    expect { bound(hmac_key: "no base64!") }.to raise_error(ArgumentError, /hmac_key/)
  end

  it "name the page of the terms that must be agreed to" do
    expect { client_of(world("terms-required")).new_account(contact: []) }
      .to raise_error(an_instance_of(Acme::Client::Error::UserActionRequired).and(have_attributes(action_url: %r{\Ahttps://})))
  end

  it "have their new key after a key change whose answer was lost" do
    directory = world("lost-key-change")
    client = registered(directory)
    kid = client.kid
    new_private_key = new_key
    client.account_key_change(new_private_key: new_private_key)
    expect(requests(directory, "key-change")).to eq(1)
    expect(client.account.url).to eq(kid)
    expect(client_of(directory, private_key: new_private_key).kid).to eq(kid)
  end

  it "have Ed25519 keys where the authority takes them" do
    client = client_of(world("ok"), private_key: OpenSSL::PKey.generate_key("ED25519"))
    expect(client.jwk).to have_attributes(class: Acme::Client::JWK::EdDSA, jwa_alg: "EdDSA")
    expect(client.new_account(contact: [], terms_of_service_agreed: true).status).to eq("valid")
    client.account_key_change(new_private_key: OpenSSL::PKey.generate_key("ED25519"))
    expect(client.account.status).to eq("valid")
  end

  it "sign with Ed25519 as RFC 8037, appendix A, has it" do
    seed = Base64.urlsafe_decode64("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    jwk = Acme::Client::JWK.from_private_key(OpenSSL::PKey.read(["302e020100300506032b657004220420"].pack("H*") + seed))
    expect(jwk.to_h).to eq(crv: "Ed25519", kty: "OKP", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    expect(jwk.thumbprint).to eq("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    expect(Acme::Client::Util.urlsafe_base64(jwk.sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")))
      .to eq("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
  end
end

RSpec.describe "Errors" do
  it "have a class for every type of the registry, under ServerError but for orderNotReady" do
    types = Acme::Client::Error::PROBLEM_TYPES
    expect(types.size).to eq(33)
    expect(types.values.uniq.size).to eq(33)
    expect(types.values.reject { |error| error < Acme::Client::Error::ServerError }).to eq([Acme::Client::Error::OrderNotReady])
    expect(Acme::Client::Error::ACME_ERRORS.size).to eq(24)
  end

  it "are raised by their types" do
    { "compound" => :Compound, "onionCAARequired" => :OnionCAARequired, "autoRenewalExpired" => :AutoRenewalExpired }.each do |type, name|
      client = scripted_client(scripted_native(order: failure("Compound", problem: problem(type, detail: "why"))))
      expect { client.order(url: "https://ca.example/1") }.to raise_error(Acme::Client::Error.const_get(name), "why")
    end
  end

  it "name the page about a rate limit, and the time" do
    client = registered(world("rate-limited"))
    expect { client.new_order(identifiers: names) }
      .to raise_error(an_instance_of(Acme::Client::Error::RateLimited).and(
                        have_attributes(help_url: "https://ca.example/docs/rate-limits", retry_after: 3600)
                      ))
  end

  it "name the page where a paused account is unpaused" do
    expect { registered(world("paused")).new_order(identifiers: names) }
      .to raise_error(an_instance_of(Acme::Client::Error::RateLimited).and(have_attributes(action_url: "https://portal.example/unpause?jwt=a.b")))
  end
end
