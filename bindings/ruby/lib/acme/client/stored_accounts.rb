# frozen_string_literal: true

module Acme
  class Client
    # Clients of accounts that are kept between runs. {Client} is extended with it.
    module StoredAccounts
      # A client of the account that a store keeps. The first call makes key and account; the key is stored before the
      # authority hears of it, so that a crash costs no second account, and several processes that begin at once get one.
      #
      # @param store [Store, Object]
      # @param directory [String, URI]
      # @param contact [String, Array<String>, nil] what a new account says, as for {Client#new_account}
      # @param terms_of_service_agreed [Boolean, nil] likewise
      # @param external_account_binding [Hash, nil] likewise
      # @param options [Hash] `connection_options`, `bad_nonce_retry` and `transport`, as for {Client#initialize}
      # @return [Client]
      # @raise [Error::StoreFailed]
      # @raise [Error::InvalidState] when the store's account is damaged, or is one of another authority
      # @raise [Error]
      def from_store(store:, directory: DEFAULT_DIRECTORY, contact: nil, terms_of_service_agreed: nil,
                     external_account_binding: nil, **options)
        Store.check(store)
        # It lends its connections and transport; its key signs nothing.
        lender = new(private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: directory, **options)
        answer = lender.send(:engine).call(
          :stored_account, (store.native if store.is_a?(Store)), Issuance::AccountHost.new(store),
          contact.nil? ? nil : Arguments.texts(contact, :contact), terms_of_service_agreed,
          Arguments.external_account_binding(external_account_binding)
        )
        from_credentials(answer["document"], directory: directory, **options)
      end

      # A client of the account that a document of {Client#credentials} holds. Nothing is sent.
      #
      # @param document [String]
      # @param directory [String, URI]
      # @param options [Hash] `connection_options`, `bad_nonce_retry` and `transport`, as for {Client#initialize}
      # @return [Client]
      # @raise [Error::InvalidState] when it is no such document, or belongs to another directory
      def from_credentials(document, directory: DEFAULT_DIRECTORY, **options)
        answer = Engine.answer(Native.credentials(Arguments.text(document, :document), URI(Arguments.url(directory, :directory)).to_s))
        new(private_key: OpenSSL::PKey.read(answer["key"]), kid: answer["kid"], directory: directory, **options)
      end
    end
    private_constant :StoredAccounts
  end
end
