# frozen_string_literal: true

# A certificate by each type of challenge, verb by verb.
class Scene
  def proved(name, type)
    pem = issue(registered, name: name, type: type)
    ensure_that(names_of(pem) == [name], "the certificate is for something else")
  end
  private :proved

  %w[http-01 dns-01 tls-alpn-01 dns-account-01 dns-persist-01].each do |type|
    define_method(type.tr("-", "_")) { proved(name, type) }
  end

  def http_01_ip
    proved("127.0.0.1", "http-01")
  end

  def tls_alpn_01_ip
    proved("127.0.0.1", "tls-alpn-01")
  end

  def dns_01_wildcard
    proved(name("*."), "dns-01")
  end
end
