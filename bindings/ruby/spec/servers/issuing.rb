# frozen_string_literal: true

# What the servers of preload_spec.rb load before they fork: a client that has issued already, and what each worker does
# with it.
require "acme-client"
require "openssl"

CLIENT = Acme::Client.new(
  private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: ENV.fetch("ACME_DIRECTORY"),
  connection_options: { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } }
)
CLIENT.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)

def issue(name)
  CLIENT.obtain(identifiers: [name], solver: Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT")))
end

issue("preload.#{Process.pid}.example")

# Issues and says how often it came to a certificate, and with which error it did not.
def issue_in_worker
  issued = Array.new(25) do |number|
    issue("n#{number}.w#{Process.pid}.example").chain_pem ? :issued : :nothing
  rescue StandardError => error
    "#{error.class}: #{error.message}"
  end
  File.write(ENV.fetch("ISSUED_PIPE"), "#{Process.pid} #{issued.tally}\n", mode: "a")
end

APPLICATION = ->(_env) { [200, { "Content-Type" => "text/plain" }, [Process.pid.to_s]] }
