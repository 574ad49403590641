# frozen_string_literal: true

require "logger"
require "stringio"

# RFC 8555, sections 7.1.2.1 and 7.4.
RSpec.describe "Orders" do
  it "are listed as an enumerator that reads the pages as they are needed" do
    directory = world("ok")
    client = registered(directory)
    placed = Array.new(7) { client.new_order(identifiers: names) }.map(&:url)
    listed = client.orders
    expect(requests(directory, "orders")).to eq(0)
    expect(listed.first.url).to eq(placed.first)
    expect(listed.map(&:url)).to match_array(placed)
    expect(listed).to all(be_a(Acme::Client::Resources::Order))
  end

  it "can wish for a begin and an end of the certificate" do
    first = Time.now.round + 3600
    client = registered(world("ok"))
    certificate = leaf(issued_order_of_world(client, not_before: first, not_after: (first + 86_400).utc.iso8601).certificate)
    expect([certificate.not_before, certificate.not_after]).to eq([first, first + 86_400])
  end

  it "are for IP addresses too (RFC 8738)" do
    order = registered(world("ok")).new_order(identifiers: [{ type: "ip", value: "2001:db8:0:0::1" }, { type: "ip", value: "192.0.2.1" }])
    expect(order.identifiers.map { |identifier| identifier["value"] }).to eq(["2001:db8::1", "192.0.2.1"])
    challenge = order.authorizations.first.tls_alpn_01
    expect(challenge.server_name).to end_with("8.b.d.0.1.0.0.2.ip6.arpa")
    expect(order.authorizations.last.tls_alpn_01.server_name).to eq("1.2.0.192.in-addr.arpa")
  end

  it "are authorized ahead, and the order uses it" do
    client = registered(world("extensions"))
    early = client.new_authorization(identifier: "example.com")
    early.http.request_validation
    wait_while(early, "pending")
    order = client.new_order(identifiers: "example.com")
    expect([order.status, order.authorization_urls]).to eq(["ready", [early.url]])
  end

  it "refuse what cannot be authorized ahead before anything is sent" do
    directory = world("extensions")
    client = registered(directory)
    expect { client.new_authorization(identifier: "*.example.com") }.to raise_error(ArgumentError, /wildcard/)
    expect { client.new_authorization(identifier: %w[a.example b.example]) }.to raise_error(ArgumentError, /more than one/)
    expect(requests(directory, "new-authz")).to eq(0)
    expect { registered(world("ok")).new_authorization(identifier: "a.example") }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, /new_authz/)
  end
end

RSpec.describe "Profiles" do
  it "are listed, and checked before the order is sent" do
    directory = world("ok")
    client = registered(directory)
    expect(client.profiles.keys).to include("classic", "shortlived")
    expect { client.new_order(identifiers: names, profile: "tlsserver") }
      .to raise_error(Acme::Client::Error::InvalidProfile, /offers classic, shortlived/)
    expect(requests(directory, "new-order")).to eq(0)
    expect(client.new_order(identifiers: names, profile: "shortlived").profile).to eq("shortlived")
  end

  it "are not there in a directory that lists none" do
    expect { registered(world("no-profiles")).new_order(identifiers: names, profile: "classic") }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, /profiles/)
  end

  it "can be a preference" do
    client = registered(world("ok"))
    expect(client.new_order(identifiers: names, profile: "tlsserver", profile_optional: true).profile).to be_nil
  end
end

RSpec.describe "Renewal (RFC 9773)" do
  it "has a moment in the window, and a next look within a day" do
    client = registered(world("ok"))
    order = issued_order_of_world(client)
    info = order.renewal_info
    now = Time.now
    first, last = [info.suggested_window_start, info.suggested_window_end].map { |text| Time.iso8601(text) }
    expect(info.pick(first - 1)).to be_between(first, last)
    expect(info.pick(last + 60).to_i).to eq((last + 60).to_i)
    expect(info.next_look(now) - now).to be_between(60, 86_400)
  end

  it "clamps what the server asks for to a minute and a day, and takes 6 hours without its word" do
    window = { "start" => "2030-01-01T00:00:00Z", "end" => "2030-01-02T00:00:00Z" }
    { "1" => 60, "600" => 600, "999999" => 86_400, nil => 6 * 3600 }.each do |header, seconds|
      now = Time.now
      info = Acme::Client::Resources::RenewalInfo.new(nil, ari_id: "a.b", suggested_window: window, retry_after: header)
      expect(info.next_look(now) - now).to be_within(2).of(seconds)
    end
  end

  it "counts a window that ends before it begins as no advice" do
    client = registered(world("backward-window"))
    info = issued_order_of_world(client).renewal_info
    expect { info.pick }.to raise_error(Acme::Client::Error::ServerError, /ends before it has begun/)
  end

  it "is a mistake of the server's with a window that is none" do
    client = registered(world("garbage-window"))
    certificate = issued_order_of_world(client).certificate
    expect { client.renewal_info(certificate: certificate) }.to raise_error(Acme::Client::Error::ServerError, /start is no time/)
  end

  it "warns of an order that does not repeat what it replaces" do
    lines = StringIO.new
    saved = Acme::Client.logger
    Acme::Client.logger = Logger.new(lines)
    client = registered(world("silent-replaces"))
    certificate = issued_order_of_world(client).certificate
    order = client.new_order(identifiers: names, replaces: Acme::Client::Util.ari_certificate_identifier(certificate))
    expect(order.replaces).to be_nil
    expect(lines.string).to match(/WARN.*does not repeat `replaces`/)
  ensure
    Acme::Client.logger = saved
  end

  it "places an order with replaces, and without it where there is a successor and that was allowed" do
    client = registered(world("ok"))
    order = issued_order_of_world(client)
    replaces = order.renewal_info.ari_id
    expect(client.new_order(identifiers: order.identifiers, replaces: replaces).replaces).to eq(replaces)
    expect { client.new_order(identifiers: order.identifiers, replaces: replaces) }.to raise_error(Acme::Client::Error::AlreadyReplaced)
    again = client.new_order(identifiers: order.identifiers, replaces: replaces, replaces_optional: true)
    expect(again.replaces).to be_nil
  end
end
