# frozen_string_literal: true

# Orders and authorizations that no certificate comes of.
class Scene
  def orders
    client = registered
    placed = client.new_order(identifiers: name)
    ensure_that(client.orders.any? { |listed| listed.url == placed.url }, "the order is not listed")
  end

  def pre_authorization
    ensure_that(registered.new_authorization(identifier: name).status == "pending", "it is not pending")
  end

  def authorization_deactivation
    authorization = registered.new_order(identifiers: name).authorizations.first
    authorization.deactivate
    ensure_that(authorization.status == "deactivated", "it is not deactivated")
  rescue Acme::Client::Error::Malformed => error
    raise NotOffered, error.message
  end
end
