# frozen_string_literal: true

# Obtains a certificate, one step of RFC 8555 after the other.
#
#     ruby issue.rb DIRECTORY_URL CA_FILE WEBROOT NAME...
#
# CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
# WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder.
require "acme-client"
require "fileutils"

WAIT = 60

abort "usage: #{$PROGRAM_NAME} DIRECTORY_URL CA_FILE WEBROOT NAME..." if ARGV.size < 4
directory, ca_file, webroot, *names = ARGV
STARTED = Process.clock_gettime(Process::CLOCK_MONOTONIC)

def passed
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - STARTED
end

def say(text)
  puts format("%7.3f s  %s", passed, text)
end

# The name with an ending; the star of a wildcard name is written as an underscore.
def file_name(name, ending)
  name.sub(/\A\*/, "_") + ending
end

# Asks again until the resource has left the given states.
def wait_while(resource, *states)
  deadline = passed + WAIT
  pause = 0.05
  while states.include?(resource.status)
    abort "it took longer than #{WAIT} s" if passed > deadline
    sleep pause
    pause = [pause * 2, 2].min
    resource.reload
  end
end

# Proves control of one of the order's names.
def authorize(authorization, webroot)
  return say("#{authorization.domain} is authorized already") if authorization.status == "valid"

  challenge = authorization.http or abort "#{authorization.domain}: no http-01 challenge is offered"
  path = File.join(webroot, challenge.filename)
  FileUtils.mkdir_p(File.dirname(path))
  File.write(path, challenge.file_content)
  challenge.request_validation
  wait_while(challenge, "pending", "processing")
  raise challenge.typed_error || Acme::Client::Error.new("the challenge is #{challenge.status}") if challenge.status != "valid"

  say "#{authorization.domain} is authorized"
end

begin
  client = Acme::Client.new(
    private_key: OpenSSL::PKey::EC.generate("prime256v1"),
    directory: directory,
    connection_options: { ssl: { ca_file: ca_file.empty? ? nil : ca_file } }
  )
  account = client.new_account(contact: "mailto:ops@example.com", terms_of_service_agreed: true)
  say "account #{account.kid}"

  order = client.new_order(identifiers: names)
  say "order #{order.url}"
  order.authorizations.each { |authorization| authorize(authorization, webroot) }
  wait_while(order, "pending")

  # The key is on disk before the order is finalized, so that it cannot be lost.
  key = OpenSSL::PKey::EC.generate("prime256v1")
  new_key = file_name(names.first, ".key.new")
  FileUtils.rm_f(new_key)
  File.write(new_key, key.private_to_pem, perm: 0o600, mode: File::WRONLY | File::CREAT | File::EXCL)

  order.finalize(csr: Acme::Client::CertificateRequest.new(names: names, private_key: key))
  wait_while(order, "ready", "processing")
  chain = order.certificate
  say "certificate by #{OpenSSL::X509::Certificate.new(chain).issuer.to_utf8}"

  File.write(file_name(names.first, ".pem"), chain)
  File.rename(new_key, file_name(names.first, ".key"))
  say "key and certificate are in #{file_name(names.first, ".key")} and .pem"
rescue Acme::Client::Error => error
  abort "#{error.class}: #{(error.cause || error).message}"
end
