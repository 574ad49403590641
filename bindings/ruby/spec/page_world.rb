# frozen_string_literal: true

# What the programs of docs/ stand in: the test servers in place of Let's Encrypt, of the reader's web server and DNS, and
# a key in this process in place of one in a KMS.

require "acme-client"
require "fileutils"
require "json"
require "net/http"

module PageWorld
  # The DNS provider's client: the server that Pebble asks.
  class Dns
    def add(name, value)
      post("set-txt", host: "#{name}.", value: value)
    end

    def remove(name)
      post("clear-txt", host: "#{name}.")
    end

    private

    def post(verb, document)
      Net::HTTP.post(URI("#{ENV.fetch("ACME_DNS_MANAGEMENT").chomp("/")}/#{verb}"), document.to_json).value
    end
  end

  # Signs as most of them do: with ECDSA over SHA-256, in DER.
  class Kms
    def initialize
      @key = OpenSSL::PKey::EC.generate("prime256v1")
    end

    def public_jwk
      Acme::Client::JWK::ECDSA.new(@key).to_h
    end

    def sign(message)
      @key.sign("SHA256", message)
    end
  end

  # What DNS updates do, by way of the provider's client.
  class Records
    def challenge_types
      ["dns-01"]
    end

    def present(presentations)
      presentations.each { |one| Dns.new.add(one.full_record_name, one.record_content) }
    end

    def clean_up(presentations)
      presentations.each { |one| Dns.new.remove(one.full_record_name) }
    end
  end

  # Each takes what the original takes.
  module Solvers
    def webroot(_root)
      super(ENV.fetch("ACME_WEBROOT"))
    end

    def http01_server(**options)
      super
      webroot(nil)
    end

    def dns_update(server, **options)
      super
      Records.new
    end
  end

  # In the current folder.
  module Stores
    def folder(path)
      super(path.delete_prefix("/"))
    end
  end

  # A command that succeeds, in a folder of the PATH.
  def self.command(name)
    folder = File.expand_path("commands")
    FileUtils.mkdir(folder)
    File.write(File.join(folder, name), "#!/bin/sh\n", perm: 0o755)
    ENV["PATH"] = "#{folder}:#{ENV.fetch("PATH")}"
  end
end

def dns
  @dns ||= PageWorld::Dns.new
end

def kms
  @kms ||= PageWorld::Kms.new
end

ENV["SSL_CERT_FILE"] = ENV.fetch("ACME_CA_FILE")
PageWorld.command("systemctl")
Acme::Client::Solver.singleton_class.prepend(PageWorld::Solvers)
Acme::Client::Store.singleton_class.prepend(PageWorld::Stores)
%i[LETS_ENCRYPT LETS_ENCRYPT_STAGING].each do |name|
  Acme::Client.send(:remove_const, name)
  Acme::Client.const_set(name, ENV.fetch("ACME_DIRECTORY"))
end
