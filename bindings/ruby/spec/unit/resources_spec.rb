# frozen_string_literal: true

RSpec.describe Acme::Client::Resources do
  let(:client) { instance_double(Acme::Client) }

  describe Acme::Client::Resources::Account do
    let(:attributes) { { url: "https://ca.example/acct/1", term_of_service: true, status: "valid", contact: "mailto:a@b.example", orders: "https://ca.example/orders" } }
    subject(:account) { described_class.new(client, **attributes) }

    it "has readers and a hash" do
      expect(account).to have_attributes(kid: attributes[:url], url: attributes[:url], status: "valid", term_of_service: true,
                                         contact: ["mailto:a@b.example"], orders_url: "https://ca.example/orders")
      expect(account.to_h).to eq(attributes.merge(contact: ["mailto:a@b.example"]))
      expect(account.to_h.keys).to eq(%i[url term_of_service status contact orders])
    end

    it "needs url, terms, status and contact" do
      %i[url term_of_service status contact].each do |keyword|
        expect { described_class.new(client, **attributes.except(keyword)) }.to raise_error(ArgumentError, /#{keyword}/)
      end
      expect(described_class.new(client, **attributes.except(:orders)).orders_url).to be_nil
    end

    it "updates itself in place, passing both arguments on" do
      updated = described_class.new(client, **attributes, contact: ["mailto:new@b.example"])
      expect(client).to receive(:account_update).with(contact: "mailto:new@b.example", terms_of_service_agreed: true).and_return(updated)
      expect(account.update(contact: "mailto:new@b.example", terms_of_service_agreed: true)).to be(true)
      expect(account.contact).to eq(["mailto:new@b.example"])
    end

    it "is reloaded and deactivated" do
      allow(client).to receive_messages(account: double(to_h: attributes.merge(status: "revoked")),
                                        account_deactivate: double(to_h: attributes.merge(status: "deactivated")))
      expect(account.reload).to be(true)
      expect(account.status).to eq("revoked")
      expect(account.deactivate).to be(true)
      expect(account.status).to eq("deactivated")
    end
  end

  describe Acme::Client::Resources::Order do
    let(:required) do
      { status: "pending", expires: "2030-01-01T00:00:00Z", finalize_url: "https://ca.example/finalize/1",
        authorization_urls: ["https://ca.example/authz/1"], identifiers: [{ "type" => "dns", "value" => "a.example" }] }
    end
    let(:order) { described_class.new(client, url: "https://ca.example/order/1", **required) }

    it "has a hash with all but the contact" do
      expect(order.to_h).to eq({ url: "https://ca.example/order/1", certificate_url: nil, profile: nil, replaces: nil, retry_after: nil }.merge(required))
      expect(order.contact).to be_nil
    end

    it "needs what every order has" do
      required.each_key { |keyword| expect { described_class.new(client, **required.except(keyword)) }.to raise_error(ArgumentError, /#{keyword}/) }
    end

    it "keeps Retry-After as it was sent and as a moment" do
      waiting = described_class.new(client, **required, retry_after: "30")
      expect(waiting.retry_after).to eq("30")
      expect(waiting.retry_after_time).to be_within(1).of(Time.now + 30)
    end

    it "is reloaded by its URL, and keeps it when the update has none" do
      updated = described_class.new(client, **required, status: "ready")
      expect(client).to receive(:order).with(url: "https://ca.example/order/1").and_return(updated)
      expect(order.reload).to be(true)
      expect(order).to have_attributes(status: "ready", url: "https://ca.example/order/1")
    end

    it "is reloaded by the URL that a program gave it" do
      lost = described_class.new(client, **required)
      expect { lost.reload }.to raise_error(Acme::Client::Error::OrderUrlNil, "Cannot reload order with nil url.")
      lost.instance_variable_set(:@url, "https://ca.example/order/9")
      expect(client).to receive(:order).with(url: "https://ca.example/order/9").and_return(order)
      lost.reload
    end

    it "fetches its authorizations at each call" do
      expect(client).to receive(:authorization).with(url: "https://ca.example/authz/1").twice.and_return(:authorization)
      2.times { expect(order.authorizations).to eq([:authorization]) }
    end

    it "is finalized" do
      csr = double
      updated = described_class.new(client, **required, status: "processing")
      expect(client).to receive(:finalize).with(url: "https://ca.example/finalize/1", csr: csr).and_return(updated)
      expect(order.finalize(csr: csr)).to be(true)
      expect(order.status).to eq("processing")
    end

    it "has a certificate once there is a URL for it" do
      expect { order.certificate }.to raise_error(Acme::Client::Error::CertificateNotReady, "No certificate_url to collect the order")
      valid = described_class.new(client, **required, certificate_url: "https://ca.example/cert/1")
      expect(client).to receive(:certificate).with(url: "https://ca.example/cert/1", force_chain: "X").and_return("PEM")
      expect(valid.certificate(force_chain: "X")).to eq("PEM")
    end

    it "asks for renewal information of its certificate or of another" do
      valid = described_class.new(client, **required, certificate_url: "https://ca.example/cert/1")
      allow(client).to receive(:certificate).and_return("PEM")
      expect(client).to receive(:renewal_info).with(certificate: "PEM", ari_id: nil).and_return(:info)
      expect(valid.renewal_info).to eq(:info)
      expect(client).to receive(:renewal_info).with(certificate: nil, ari_id: "a.b").and_return(:other)
      expect(valid.renewal_info(ari_id: "a.b")).to eq(:other)
    end

    it "is renewed with its identifiers and profile" do
      valid = described_class.new(client, **required, profile: "short", certificate_url: "https://ca.example/cert/1")
      allow(client).to receive_messages(certificate: "PEM", renewal_info: double(ari_id: "a.b"))
      expect(client).to receive(:new_order)
        .with(replaces: "a.b", identifiers: required[:identifiers], profile: "short", not_after: "2031-01-01T00:00:00Z").and_return(:successor)
      expect(valid.renew(not_after: "2031-01-01T00:00:00Z")).to eq(:successor)
      expect(client).to receive(:new_order).with(replaces: "c.d", identifiers: ["b.example"], profile: "short")
      valid.renew(replaces: "c.d", identifiers: ["b.example"])
    end
  end

  describe Acme::Client::Resources::Authorization do
    let(:challenges) do
      %w[http-01 dns-01 dns-account-01 tls-alpn-01].map do |type|
        { "type" => type, "status" => "pending", "url" => "https://ca.example/#{type}", "token" => "t-1" }
      end
    end
    let(:attributes) do
      { url: "https://ca.example/authz/1", status: "pending", expires: "2030-01-01T00:00:00Z", challenges: challenges,
        identifier: { "type" => "dns", "value" => "a.example" } }
    end
    subject(:authorization) { described_class.new(client, **attributes) }

    it "has readers and a hash with the server's documents" do
      expect(authorization).to have_attributes(domain: "a.example", wildcard: nil, identifier: attributes[:identifier])
      expect(authorization.to_h).to eq(attributes.merge(wildcard: nil, retry_after: nil))
    end

    it "needs what every authorization has" do
      attributes.each_key { |keyword| expect { described_class.new(client, **attributes.except(keyword)) }.to raise_error(ArgumentError, /#{keyword}/) }
    end

    it "finds challenges by their type" do
      expect(authorization.http01).to be_a(Acme::Client::Resources::Challenges::HTTP01).and be(authorization.http)
      expect(authorization.dns01).to be_a(Acme::Client::Resources::Challenges::DNS01).and be(authorization.dns)
      expect(authorization.dns_account_01).to be_a(Acme::Client::Resources::Challenges::DNSAccount01).and be(authorization.dns_account)
      expect(authorization.challenges.last).to be_a(Acme::Client::Resources::Challenges::Unsupported)
    end

    it "finds nothing where nothing is offered" do
      bare = described_class.new(client, **attributes, challenges: [])
      expect([bare.http, bare.dns, bare.dns_account, bare.challenges]).to eq([nil, nil, nil, []])
    end

    it "gives the same typed challenge after a reload, and new ones in the list" do
      http = authorization.http
      reloaded = attributes.merge(status: "valid", challenges: [challenges.first.merge("status" => "valid")])
      allow(client).to receive(:authorization).with(url: attributes[:url]).and_return(double(to_h: reloaded))
      expect(authorization.reload).to be(true)
      expect(authorization.http).to be(http)
      expect(http.status).to eq("pending")
      expect(authorization.challenges.first.status).to eq("valid")
      expect(authorization.challenges.first).not_to be(authorization.challenges.first)
    end

    it "is deactivated" do
      allow(client).to receive(:deactivate_authorization).with(url: attributes[:url]).and_return(double(to_h: attributes.merge(status: "deactivated")))
      expect(authorization.deactivate).to be(true)
      expect(authorization.status).to eq("deactivated")
    end
  end

  describe Acme::Client::Resources::Directory do
    let(:document) { { "newOrder" => "https://ca.example/new-order", "meta" => { "termsOfService" => "https://ca.example/terms", "caaIdentities" => ["ca.example"] } } }
    subject(:directory) { described_class.new(client, directory: document) }

    it "has the services' URLs" do
      expect(directory.endpoint_for(:new_order)).to eq(URI("https://ca.example/new-order"))
    end

    it "names the service that is missing" do
      expect { directory.endpoint_for(:key_change) }.to raise_error(Acme::Client::Error::UnsupportedOperation, /does not include `key_change`/)
    end

    it "has what the authority says of itself, and leaves the document alone" do
      expect(directory).to have_attributes(terms_of_service: "https://ca.example/terms", website: nil, caa_identities: ["ca.example"],
                                           external_account_required: nil, profiles: nil, meta: document["meta"])
      expect(document.keys).to eq(%w[newOrder meta])
    end

    it "bears nonsense" do
      odd = described_class.new(client, directory: { "meta" => 1, "newOrder" => ["x"], "newNonce" => "http://[" })
      expect(odd.meta).to eq({})
      expect { odd.endpoint_for(:new_nonce) }.to raise_error(Acme::Client::Error::UnsupportedOperation)
    end
  end

  describe Acme::Client::Resources::RenewalInfo do
    def info(first, last)
      described_class.new(client, ari_id: "a.b", suggested_window: { "start" => first, "end" => last }, retry_after: "21600")
    end

    it "has readers and a hash" do
      known = described_class.new(client, ari_id: "a.b", suggested_window: nil, explanation_url: "https://ca.example/why", retry_after: "60")
      expect(known.to_h).to eq(ari_id: "a.b", suggested_window: nil, explanation_url: "https://ca.example/why", retry_after: "60")
      expect(known.retry_after_time).to be_within(1).of(Time.now + 60)
      expect([known.suggested_window_start, known.suggested_renewal_time]).to eq([nil, nil])
    end

    it "picks a moment in the window" do
      first = Time.now + 3600
      times = Array.new(20) { info(first.iso8601, (first + 7200).iso8601).suggested_renewal_time }
      expect(times).to all(be_between(first - 1, first + 7200))
      expect(times.uniq.size).to be > 10
    end

    it "renews now when the window is past, and at its start when its end comes first" do
      expect(info("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z").suggested_renewal_time).to be_within(1).of(Time.now)
      expect(info("2090-01-02T00:00:00Z", "2090-01-01T00:00:00Z").suggested_renewal_time).to eq(Time.utc(2090, 1, 2))
    end

    it "asks the methods for the window's ends" do
      stubbed = info("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z")
      allow(stubbed).to receive_messages(suggested_window_start: "2090-01-01T00:00:00Z", suggested_window_end: "2090-01-01T00:00:01Z")
      expect(stubbed.suggested_renewal_time).to be_within(2).of(Time.utc(2090))
    end

    it "says that dates are none" do
      expect { info("soon", "later").suggested_renewal_time }.to raise_error(Acme::Client::Error)
    end

    it "is reloaded" do
      known = info("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z")
      allow(client).to receive(:renewal_info).with(ari_id: "a.b").and_return(double(to_h: { ari_id: "a.b", suggested_window: nil }))
      expect(known.reload).to be(true)
      expect(known.suggested_window).to be_nil
    end
  end
end
