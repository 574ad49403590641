# frozen_string_literal: true

require "logger"

# The files in which the log and the private keys are kept.
module Note
  module_function

  def key(key)
    File.write(ENV.fetch("ACME_KEYS"), key.private_to_pem, mode: "a")
    key
  end

  def log
    Acme::Client.logger = Logger.new(ENV.fetch("ACME_LOG"), level: Logger::DEBUG)
  end
end
