# frozen_string_literal: true

# A client whose engine answers what a spec tells it to.
module ScriptedEngine
  # @return [Acme::Client] its engine is `native`
  def scripted_client(native = scripted_native, **arguments)
    allow(Acme::Client::Native::Client).to receive(:new).and_return(native)
    Acme::Client.new(private_key: OpenSSL::PKey::EC.generate("prime256v1"), **arguments)
  end

  def scripted_native(**answers)
    instance_double(Acme::Client::Native::Client, answers)
  end

  # What Native::Client.new is given when a client is made with these arguments: options, signer, transport and log.
  def native_arguments(**arguments)
    received = nil
    allow(Acme::Client::Native::Client).to receive(:new) do |*values|
      received = values
      scripted_native
    end
    key = arguments.key?(:jwk) ? {} : { private_key: OpenSSL::PKey::EC.generate("prime256v1") }
    Acme::Client.new(**key, **arguments)
    received
  end

  def resource(url, document, retry_after: nil)
    { "url" => url, "json" => document.is_a?(String) ? document : document.to_json, "retry_after" => retry_after }
  end

  def failure(kind, **details)
    { "error" => { "kind" => kind, "message" => "step: reason" }.merge(details.transform_keys(&:to_s)) }
  end

  def problem(type, **members)
    { type: "urn:ietf:params:acme:error:#{type}", **members }.to_json
  end
end
