# frozen_string_literal: true

RSpec.describe "The directory" do
  let(:directory) { world("ok") }
  let(:client) { client_of(directory) }

  it "is fetched when it is first needed, and once" do
    expect(requests(directory, "directory")).to eq(0)
    client
    expect(requests(directory, "directory")).to eq(0)
    expect(client.directory).to equal(client.directory)
    client.meta
    client.get_nonce
    expect(requests(directory, "directory")).to eq(1)
  end

  it "says what the authority is" do
    expect(client).to have_attributes(
      website: "https://ca.example/", caa_identities: ["ca.example"], external_account_required: false,
      profiles: { "classic" => "90 days", "shortlived" => "6 days" }, terms_of_service: end_with("/terms")
    )
    expect(client.meta).to include("website" => client.website)
    expect(client.directory.terms_of_service).to eq(client.terms_of_service)
  end

  it "has endpoints, and names those that are missing" do
    endpoint = client.directory.endpoint_for(:new_order)
    expect(endpoint).to be_a(URI::HTTPS)
    expect(endpoint.to_s).to eq(directory.sub(/directory\z/, "new-order"))
    expect(client.send(:endpoint_for, :key_change)).to be_a(URI)
    expect { client.directory.endpoint_for(:new_authz) }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, "Directory at #{directory} does not include `new_authz`")
  end

  it "gives nonces, which are used up before another one is asked for" do
    expect(client.nonces).to be_empty
    expect([client.get_nonce, client.get_nonce]).to eq([true, true])
    expect(client.nonces.size).to eq(2)
    nonce = client.nonces.pop
    client.nonces << nonce
    client.new_account(contact: nil, terms_of_service_agreed: true)
    expect(requests(directory, "new-nonce")).to eq(2)
    client.nonces.clear
    expect(client.nonces.pop).to be_nil
    expect(client.nonces.size).to eq(0)
    expect(client.account.status).to eq("valid")
    expect(requests(directory, "new-nonce")).to eq(3)
  end

  it "is Pebble's" do
    client = client_of(pebble)
    expect(client.terms_of_service).to be_a(String)
    expect(client.external_account_required).to be(false).or be_nil
    expect(client.directory.endpoint_for(:new_account).to_s).to start_with("https://localhost:")
  end

  {
    revoke: ["no-revoke", "revoke_certificate"], renewal_info: ["no-renewal-info", "renewal_info"]
  }.each do |verb, (name, resource)|
    it "makes #{verb} an unsupported operation where it has no such endpoint" do
      client = registered(world(name))
      key = new_key
      certificate = Acme::Client::SelfSignCertificate.new(subject_alt_names: ["a.example"], private_key: key).certificate
      arguments = verb == :revoke ? { certificate: certificate } : { ari_id: "AQID.BAUG" }
      expect { client.public_send(verb, **arguments) }
        .to raise_error(Acme::Client::Error::UnsupportedOperation, /does not include `#{resource}`/)
    end
  end
end
