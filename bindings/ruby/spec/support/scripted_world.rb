# frozen_string_literal: true

# Orders in a world of the scripted CA, which believes every challenge.
module ScriptedWorld
  def issued_order_of_world(client, private_key: new_key, **arguments)
    issue(client.new_order(identifiers: names, **arguments), private_key: private_key)
  end

  def ready_order_of_world(order)
    order.authorizations.each do |authorization|
      authorization.http.request_validation
      wait_while(authorization, "pending")
    end
    wait_while(order, "pending")
  end

  def issue(order, private_key: new_key)
    ready_order_of_world(order)
    order.finalize(csr: csr(order.identifiers.map { |identifier| identifier["value"] }, private_key: private_key))
    wait_while(order, "processing")
  end
end

RSpec.configure do |config|
  config.define_derived_metadata(file_path: %r{/spec/features/}) { |metadata| metadata[:servers] = true }
  config.include AcmeServers, file_path: %r{/spec/features/}
  config.include ScriptedWorld, file_path: %r{/spec/features/}
end
