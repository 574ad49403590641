# frozen_string_literal: true

RSpec.describe "The private requests that programs send" do
  let(:directory) { world("ok") }
  let(:client) { registered(directory) }

  it "posts for the account, and with the bare key" do
    response = client.send(:post, client.send(:endpoint_for, :new_order), payload: { identifiers: [{ type: "dns", value: "a.example" }] })
    expect(response).to have_attributes(status: 201, success?: true)
    expect(response.body).to include("status" => "pending", "authorizations" => a_kind_of(Array))
    expect(response.headers[:location]).to eq(response.headers["Location"]).and start_with("https://")
    expect(client.send(:attributes_from_order_response, response))
      .to include(url: response.headers["location"], status: "pending", finalize_url: response.body["finalize"])

    url = client.directory.endpoint_for(:new_account)
    account = client.send(:post, url, payload: { onlyReturnExisting: true }, mode: :jwk)
    expect([account.status, account.headers["location"]]).to eq([200, client.kid])
  end

  it "posts as get, and downloads" do
    order = client.new_order(identifiers: "a.example")
    expect(client.send(:post_as_get, order.url).body).to include("status" => "pending")
    order.authorizations.each { |authorization| authorization.http.request_validation }
    wait_while(order, "pending")
    order.finalize(csr: csr("a.example"))
    wait_while(order, "processing")
    response = client.send(:download, order.certificate_url, format: :pem)
    expect(response.body).to eq(order.certificate)
    expect(response.headers.dig("link", "alternate")).to eq(["#{order.certificate_url}/1"])
    expect(response.headers["content-type"]).to eq("application/pem-certificate-chain")
  end

  it "gets, unsigned" do
    response = client.send(:get, directory)
    expect(response.body).to include("newNonce", "meta")
    expect(response.headers["link"]).to be_nil
    expect(client.send(:get, URI(client.terms_of_service)).body).to eq("Be nice.\n")
  end

  it "raises what the verbs raise" do
    url = directory.sub(/directory\z/, "order/99")
    expect { client.send(:post_as_get, url) }.to raise_error(Acme::Client::Error::NotFound, url)
    expect { client.send(:get, directory.sub(/directory\z/, "nowhere")) }.to raise_error(Acme::Client::Error::NotFound)
    expect { client.send(:post, client.send(:endpoint_for, :new_order), payload: {}) }
      .to raise_error(Acme::Client::Error::Malformed, "no identifiers")
  end

  it "prepares identifiers" do
    expect(client.send(:prepare_order_identifiers, ["a.example", { "type" => "ip", "value" => "192.0.2.1" }]))
      .to eq([{ type: "dns", value: "a.example" }, { type: "ip", value: "192.0.2.1" }])
    expect(client.instance_variable_get(:@directory)).to be_nil
    expect(client.directory).to equal(client.instance_variable_get(:@directory))
  end
end
