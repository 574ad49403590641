# frozen_string_literal: true

# Accounts: made, found, bound, with another key, given up.
class Scene
  def account
    key = new_key
    made = register(client_with(key))
    client = client_with(key)
    ensure_that(client.account.url == made.url, "another account is found")
    changed = client.account_update(contact: "mailto:new@example.com")
    ensure_that(changed.url == made.url, "another account was changed")
  end

  def account_ed25519
    register(client_with(Note.key(OpenSSL::PKey.generate_key("ED25519"))))
  rescue Acme::Client::Error => error
    raise unless error.acme_error_body.to_h["status"] == 400

    raise NotOffered, error.message
  end

  def external_account
    client = client_with(new_key)
    raise NotOffered, "no external account is required" unless client.external_account_required

    ensure_refused(Acme::Client::Error::ExternalAccountRequired, "an account without a binding was made") do
      register(client, bound: false)
    end
    ensure_that(register(client).status == "valid", "the account is not valid")
  end

  def key_change
    client = registered
    before = client.account.url
    key = new_key
    client.account_key_change(new_private_key: key)
    ensure_that(client.account.url == before, "another account")
    ensure_that(client_with(key).account.url == before, "the new key has another account")
  end

  def account_deactivation
    client = registered
    ensure_that(client.account_deactivate.status == "deactivated", "it is not deactivated")
    ensure_refused(Acme::Client::Error, "it can still be read") { client.account }
  end
end
