# frozen_string_literal: true

# Obtains a certificate in one call.
#
#     ruby obtain.rb DIRECTORY_URL CA_FILE WEBROOT NAME...
#
# CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
# WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder, and until
# then NAME.state, from which a second run goes on when this one is interrupted.
require "acme-client"
require "logger"

abort "usage: #{$PROGRAM_NAME} DIRECTORY_URL CA_FILE WEBROOT NAME..." if ARGV.size < 4
directory, ca_file, webroot, *names = ARGV
file = names.first.sub(/\A\*/, "_")
logger = Logger.new($stdout)

# The account is kept in account.json, so that a second run is the same one.
client = Acme::Client.from_store(
  store: Acme::Client::Store.folder("."), directory: directory, contact: "mailto:ops@example.com",
  terms_of_service_agreed: true, connection_options: { ssl: { ca_file: ca_file.empty? ? nil : ca_file } }
)
certificate = client.obtain(
  identifiers: names, solver: Acme::Client::Solver.webroot(webroot), state_file: "#{file}.state",
  events: ->(event) { logger.info(event.to_s) }
)
File.write("#{file}.key", certificate.key_pem, perm: 0o600)
File.write("#{file}.pem", certificate.chain_pem)
File.delete("#{file}.state")
