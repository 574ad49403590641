# frozen_string_literal: true

RSpec.describe "An account" do
  let(:directory) { world("ok") }
  let(:client) { client_of(directory) }

  it "is made with one contact or several, and known from then on" do
    account = client.new_account(contact: "mailto:a@example.com", terms_of_service_agreed: true)
    expect(account).to be_a(Acme::Client::Resources::Account)
    expect(account.to_h).to eq(
      url: client.kid, term_of_service: true, status: "valid", contact: ["mailto:a@example.com"], orders: account.orders_url
    )
    expect(account.kid).to eq(account.url).and start_with("https://")
    account = client.new_account(contact: %w[mailto:a@example.com mailto:b@example.com])
    expect(account.url).to eq(client.kid)
    expect(statistics(directory)).to include("accounts" => 1, "violations" => [])
  end

  it "has a kid that is asked for when it is first needed, and once" do
    key = new_key
    url = registered(directory, private_key: key).kid
    later = client_of(directory, private_key: key)
    before = requests(directory, "new-account")
    expect(later.kid).to eq(url)
    expect(later.kid).to eq(url)
    expect(requests(directory, "new-account")).to eq(before + 1)
    later.new_order(identifiers: "a.example")
    expect(requests(directory, "new-account")).to eq(before + 1)
  end

  it "is found with the first order of a client that knows the key alone" do
    key = new_key
    registered(directory, private_key: key)
    expect(client_of(directory, private_key: key).new_order(identifiers: "a.example").status).to eq("pending")
  end

  it "is read without a question for its URL when the kid is given" do
    key = new_key
    kid = registered(directory, private_key: key).kid
    before = requests(directory, "new-account")
    given = client_of(directory, private_key: key, kid: kid)
    expect(given.account).to have_attributes(status: "valid", contact: ["mailto:ops@example.com"], url: kid)
    expect(given.kid).to eq(kid)
    expect(requests(directory, "new-account")).to eq(before)
  end

  it "does not exist before it is made" do
    expect { client.kid }.to raise_error(Acme::Client::Error::AccountDoesNotExist, "no account has this key")
    expect { client.account }.to raise_error(Acme::Client::Error::AccountDoesNotExist)
    expect(statistics(directory)["accounts"]).to eq(0)
  end

  it "changes its contacts and agrees to terms" do
    account = client.new_account(contact: "mailto:a@example.com")
    expect(account.term_of_service).to be false
    expect(account.update(contact: "mailto:b@example.com", terms_of_service_agreed: true)).to be true
    expect(account).to have_attributes(contact: ["mailto:b@example.com"], term_of_service: true)
    client.account_update(contact: %w[mailto:c@example.com mailto:d@example.com])
    expect(account.contact).to eq(["mailto:b@example.com"])
    expect(account.reload).to be true
    expect(account.contact).to eq(%w[mailto:c@example.com mailto:d@example.com])
    client.account_update(contact: [])
    expect(client.account.contact).to eq([])
  end

  it "ends with its deactivation" do
    account = client.new_account(contact: nil, terms_of_service_agreed: true)
    expect(account.deactivate).to be true
    expect(account.status).to eq("deactivated")
    expect { client.new_order(identifiers: "a.example") }
      .to raise_error(Acme::Client::Error::Unauthorized, "the account is deactivated")
  end

  it "changes its key, with which later requests are signed" do
    client.new_account(contact: nil, terms_of_service_agreed: true)
    kid, old = client.kid, client.jwk
    successor = OpenSSL::PKey::RSA.new(2048)
    account = client.account_key_change(new_private_key: successor)
    expect(account).to have_attributes(url: kid)
    expect(client.jwk.thumbprint).to eq(Acme::Client::JWK.from_private_key(successor).thumbprint)
    expect(client.jwk).not_to eq(old)
    expect(client.new_order(identifiers: "a.example").status).to eq("pending")
    expect(client_of(directory, private_key: successor).kid).to eq(kid)
    expect { client_of(directory, jwk: old).kid }.to raise_error(Acme::Client::Error::AccountDoesNotExist)

    client.account_key_change(new_jwk: Acme::Client::JWK.from_private_key(new_key))
    expect(client.account.url).to eq(kid)
    expect(statistics(directory)["violations"]).to eq([])
  end

  it "keeps its key when the change fails" do
    client = registered(world("no-key-change"))
    before = client.jwk
    expect { client.account_key_change(new_private_key: new_key) }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, /does not include `key_change`/)
    expect(client.jwk).to equal(before)
    expect { client.account_key_change }.to raise_error(ArgumentError, "must specify new_jwk or new_private_key")
  end

  it "changes its key at Pebble" do
    client = registered(pebble)
    client.account_key_change(new_private_key: new_key)
    expect(client.account.status).to eq("valid")
    expect(issued_order(client).certificate).to include("BEGIN CERTIFICATE")
  end

  describe "of an authority that binds accounts" do
    let(:directory) { world("eab") }
    let(:binding) { { kid: "kid-1", hmac_key: "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8" } }

    it "is made with the binding" do
      expect(client.external_account_required).to be true
      account = client.new_account(contact: nil, terms_of_service_agreed: true, external_account_binding: binding)
      expect(account.status).to eq("valid")
    end

    it "is refused without it, or with half of it" do
      expect { client.new_account(contact: nil) }.to raise_error(Acme::Client::Error::ExternalAccountRequired)
      binding.each_key do |key|
        expect { client.new_account(contact: nil, external_account_binding: binding.slice(key)) }
          .to raise_error(ArgumentError, "must specify kid and hmac_key key for external_account_binding")
      end
    end
  end

  it "needs agreement to the terms where they are required" do
    client = client_of(world("terms-required"))
    expect { client.new_account(contact: nil) }.to raise_error(Acme::Client::Error::UserActionRequired) do |error|
      expect(error.acme_error_body["instance"]).to eq(client.terms_of_service)
    end
    expect(client.new_account(contact: nil, terms_of_service_agreed: true).term_of_service).to be true
  end

  it "is found again when the answer to its creation is lost" do
    directory = world("lost-new-account")
    account = client_of(directory).new_account(contact: nil, terms_of_service_agreed: true)
    expect(account.url).to start_with("https://")
    expect(statistics(directory)).to include("accounts" => 1, "violations" => [])
  end

  it "is gone with an error of that name" do
    client = registered(world("account-gone"))
    %i[account account_deactivate].each do |verb|
      expect { client.public_send(verb) }.to raise_error(Acme::Client::Error::AccountDoesNotExist, "the account is gone")
    end
  end
end
