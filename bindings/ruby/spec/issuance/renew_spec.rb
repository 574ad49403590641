# frozen_string_literal: true

RSpec.describe "The successor of a certificate" do
  let(:webroot) { Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT")) }

  it "is for the same names, and its order names the predecessor" do
    client = registered(pebble)
    first = client.obtain(identifiers: names(2), solver: webroot)
    second = client.renew(certificate: first, solver: webroot)
    expect(certificate_names(second.leaf_pem)).to match_array(certificate_names(first.leaf_pem))
    expect(second.x509.serial).not_to eq(first.x509.serial)
    expect(client.order(url: second.order_url).replaces).to eq(first.ari_id)
  end

  it "is obtained by a block, for more names and from PEM too" do
    client = registered(pebble)
    first = client.obtain(identifiers: names, solver: webroot)
    wanted = [*certificate_names(first.leaf_pem), names.first]
    second = client.renew(certificate: first.chain_pem, identifiers: wanted, challenges: "dns-01") do |challenge|
      dns("set-txt", host: "#{challenge.full_record_name}.", value: challenge.record_content)
      -> { dns("clear-txt", host: "#{challenge.full_record_name}.") }
    end
    expect(certificate_names(second.leaf_pem)).to match_array(wanted)
  end

  it "is obtained where the authority knows nothing of renewals" do
    client = registered(world("no-renewal-info"))
    first = client.obtain(identifiers: "a.example", solver: webroot)
    expect(client.renew(certificate: first, solver: webroot).x509.serial).not_to eq(first.x509.serial)
  end

  it "takes each argument once, and knows them all" do
    client = registered(world("ok"))
    first = client.obtain(identifiers: "a.example", solver: webroot)
    expect { client.renew(certificate: first, solver: webroot, replaces: "a.b") }.to raise_error(ArgumentError, /replaces/)
    expect { client.renew(certificate: first, solver: webroot, colour: 1) }.to raise_error(ArgumentError, /:colour/)
    expect { client.renew(certificate: "none", solver: webroot) }.to raise_error(OpenSSL::X509::CertificateError)
  end

  it "is due when the authority or the certificate's life says so" do
    client = registered(pebble)
    first = client.obtain(identifiers: names, solver: webroot)
    expect(client.renewal_decision(certificate: first)).to have_attributes(due?: false, reason: :suggested)
    expect(client.renewal_decision(certificate: first, now: first.not_after + 1)).to have_attributes(due?: true, reason: :expired)
    early = client.renewal_decision(certificate: first.leaf_pem, renew_before: first.not_after - first.not_before)
    expect(early).to have_attributes(due?: true, reason: :policy)
    silent = registered(world("no-renewal-info"))
    second = silent.obtain(identifiers: "a.example", solver: webroot)
    expect(silent.renewal_decision(certificate: second).reason).to eq(:lifetime)
  end

  it "keeps to a rate of requests" do
    client = registered(world("ok"))
    expect(client.obtain(identifiers: "a.example", solver: webroot, order_rate: [5, 20], request_rate: Float::INFINITY)).to be_truthy
    paced = seconds { client.obtain(identifiers: "b.example", solver: webroot, request_rate: [10, 1]) }
    expect(paced).to be > 0.3
    expect { client.obtain(identifiers: "a.example", solver: webroot, order_rate: 0) }.to raise_error(ArgumentError, /pace/)
    expect { client.obtain(identifiers: "a.example", solver: webroot, order_rate: "5") }.to raise_error(TypeError, /order_rate/)
  end
end
