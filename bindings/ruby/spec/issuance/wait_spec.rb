# frozen_string_literal: true

RSpec.describe "Waiting" do
  it "waits for authorizations and orders" do
    client = registered(pebble)
    identifiers = names(2)
    order = client.new_order(identifiers: identifiers)
    order.authorizations.each do |authorization|
      challenge = authorization.http
      path = File.join(ENV.fetch("ACME_WEBROOT"), challenge.filename)
      FileUtils.mkdir_p(File.dirname(path))
      File.write(path, challenge.file_content)
      challenge.request_validation
      expect(authorization.wait(timeout: 20)).to be true
      expect(authorization.status).to eq("valid")
    end
    expect(order.wait).to be true
    expect(order.status).to eq("ready")
    order.finalize(csr: csr(identifiers))
    order.wait
    expect(certificate_names(order.certificate)).to match_array(identifiers)
  end

  it "raises the problem of an authorization that failed, and Timeout when it takes longer" do
    authorization = registered(pebble).new_order(identifiers: names).authorizations.first
    authorization.http.request_validation
    expect { authorization.wait(timeout: 20) }.to raise_error(Acme::Client::Error::ServerError)

    pending = registered(world("pending-forever")).new_order(identifiers: "a.example").authorizations.first
    pending.http.request_validation
    time = seconds { expect { pending.wait(timeout: 0.3) }.to raise_error(Acme::Client::Error::Timeout) }
    expect(time).to be_between(0.3, 2)
    expect { pending.wait(timeout: -1) }.to raise_error(ArgumentError)
    expect { pending.wait(timeout: "1") }.to raise_error(TypeError)
  end
end
