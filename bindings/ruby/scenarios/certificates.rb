# frozen_string_literal: true

# Certificates: obtained by one call, with another chain or profile, renewed, revoked.
class Scene
  def obtain
    events = []
    names = [name, name("www.")]
    solver = Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT"))
    certificate = registered.obtain(identifiers: names, solver: solver, events: events.method(:<<))
    ensure_that(names_of(certificate.leaf_pem).sort == names.sort, "the certificate is not for two names")
    ensure_that(certificate.x509.check_private_key(Note.key(certificate.private_key)), "the key is another one's")
    ensure_that(events.last&.name == :issued, "the last event is another one")
  end

  def alternate_chains
    client = registered
    order = complete(client.new_order(identifiers: name), "http-01")
    default = order.certificate
    other = alternate(client, order) or raise NotOffered, "there is no alternate"
    chosen = order.certificate(chain: { top_issuer: top_issuer(other) })
    ensure_that(chosen == other, "another chain than the alternate was chosen")
    ensure_that(leaf(chosen) == leaf(default) && chosen != default, "the alternate is no alternate")
    nobody = { top_issuer: "Nobody" }
    ensure_refused(Acme::Client::Error::ForcedChainNotFound, "nobody's chain was found") { order.certificate(chain: nobody) }
    ensure_that(order.certificate(chain: [nobody, :server_choice]) == default, "the fallback is not the default")
  end

  def profiles
    client = registered
    profile = client.profiles.to_h.keys.first or raise NotOffered, "there are no profiles"
    ensure_that(client.new_order(identifiers: name, profile: profile).profile == profile, "the order has another profile")
    ensure_refused(Acme::Client::Error::InvalidProfile, "an unknown profile was taken") do
      client.new_order(identifiers: name, profile: "no-such")
    end
    client.new_order(identifiers: name, profile: "no-such", profile_optional: true)
  end

  def renewal_info
    client = registered
    certificate = issue(client)
    info = client.renewal_info(certificate: certificate)
    now = Time.at(Time.now.to_i)
    first, last = [info.suggested_window_start, info.suggested_window_end].map { |text| Time.iso8601(text) }
    moment = info.pick(now)
    ensure_that(moment.between?([first, now].max.floor, [last, now].max), "the moment is outside the window")
    ensure_that(moment <= leaf(certificate).not_after, "the moment is after the end")
  end

  def renewal_replaces
    client = registered
    first = issue(client)
    id = client.renewal_info(certificate: first).ari_id
    order = client.new_order(identifiers: name, replaces: id)
    ensure_that(order.replaces == id, "the order does not repeat what it replaces")
    second = complete(order, "http-01").certificate
    ensure_that(leaf(second).serial != leaf(first).serial, "the same certificate came again")
    ensure_refused(Acme::Client::Error::AlreadyReplaced, "it could be replaced twice") do
      client.new_order(identifiers: name, replaces: id)
    end
  end

  def revocation
    client = registered
    certificate = issue(client)
    client.revoke(certificate: certificate, reason: :superseded)
    ensure_refused(Acme::Client::Error::AlreadyRevoked, "it could be revoked twice") do
      client.revoke(certificate: certificate, reason: :superseded)
    end
  end

  def revocation_by_key
    key = new_key
    certificate = issue(registered, key: key)
    client_with(new_key).revoke(certificate: certificate, private_key: key, reason: :key_compromise)
  end

  private

  # The first alternate of an order's certificate.
  def alternate(client, order)
    url = client.send(:download, order.certificate_url).headers.dig("link", "alternate")&.first
    url && client.certificate(url: url)
  end

  def top_issuer(pem)
    OpenSSL::X509::Certificate.load(pem).last.issuer.to_a.assoc("CN")[1]
  end
end
