# frozen_string_literal: true

# The CPU time of issuing certificates with this gem and with the gem acme-client 2.0.9, each in a process of its own.
# Needs ACME_DIRECTORY and ACME_CA_FILE of a CA that finds every challenge and every nonce valid: `make bench-ruby` runs it.
#
#     ruby ruby_cpu.rb [COUNT]
require "json"
require "open3"

PEER = "2.0.9"
LIB = File.expand_path("../bindings/ruby/lib", __dir__)
COUNT = Integer(ARGV[0] || 100)

# Issues COUNT certificates and prints what it took, loading the program not counted.
module Issuing
  module_function

  def run(count)
    require "acme-client"
    started = times
    client = Acme::Client.new(
      private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: ENV.fetch("ACME_DIRECTORY"),
      connection_options: { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } }
    )
    client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)
    chains = Array.new(count) { |number| issue(client, "n#{number}.bench.example") }
    raise "no certificate" unless chains.all? { |chain| chain.include?("BEGIN CERTIFICATE") }

    puts JSON.generate(version: Acme::Client::VERSION, seconds: times.zip(started).map { |now, before| now - before })
  end

  # CPU seconds and seconds on the clock.
  def times
    used = Process.times
    [used.utime + used.stime, Process.clock_gettime(Process::CLOCK_MONOTONIC)]
  end

  def issue(client, name)
    order = client.new_order(identifiers: [name])
    order.authorizations.each { |authorization| meet(client, authorization) }
    wait_while(order, "pending")
    key = OpenSSL::PKey::EC.generate("prime256v1")
    finalize(order, Acme::Client::CertificateRequest.new(names: [name], private_key: key))
    wait_while(order, "processing")
    order.certificate
  end

  # By URL, for 2.0.9 cannot read an authorization that offers types of challenges it does not know.
  def meet(client, authorization)
    return if authorization.status == "valid"

    offered = authorization.instance_variable_get(:@challenges)
    url = offered.find { |challenge| challenge["type"] == "http-01" }.fetch("url")
    client.request_challenge_validation(url: url, key_authorization: "")
    wait_while(authorization, "pending")
  end

  # 2.0.9 cannot read the answer when it comes without a Location; the order is finalized all the same.
  def finalize(order, csr)
    order.finalize(csr: csr)
  rescue ArgumentError
    order.reload
  end

  def wait_while(resource, state)
    while resource.status == state
      sleep 0.02
      resource.reload
    end
  end
end

if ARGV[1] == "issue"
  Issuing.run(COUNT)
  exit
end

peer = Gem::Specification.find_all_by_name("acme-client").find { |spec| spec.version.to_s == PEER }
abort "acme-client #{PEER} is not installed (apt-get install ruby-acme-client)" unless peer

ours, theirs = [LIB, peer.full_require_paths.first].map do |lib|
  output, status = Open3.capture2(RbConfig.ruby, "-I", lib, __FILE__, COUNT.to_s, "issue")
  abort "issuing with #{lib} failed" unless status.success?
  JSON.parse(output)
end
puts "CPU time of issuing #{COUNT} certificates from the same CA:"
{ "acme-client-native" => ours, "acme-client" => theirs }.each do |name, result|
  puts format("  %-27s %7.3f s CPU  %7.3f s on the clock", "#{name} #{result["version"]}", *result["seconds"])
end
puts format("  ratio                       %7.3f  (1/%.1f)", ours["seconds"][0] / theirs["seconds"][0], theirs["seconds"][0] / ours["seconds"][0])
