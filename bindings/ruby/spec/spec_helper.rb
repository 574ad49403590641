# frozen_string_literal: true

lib = File.expand_path("../lib", __dir__)
$LOAD_PATH.unshift(lib) unless $LOAD_PATH.include?(lib)
require "acme-client"

Dir[File.join(__dir__, "support", "*.rb")].sort.each { |file| require file }

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.order = :random
  Kernel.srand(config.seed)
  config.mock_with(:rspec) { |mocks| mocks.verify_partial_doubles = true }
  config.include TestKeys
  config.include TestCertificates
  config.include ScriptedEngine
end
