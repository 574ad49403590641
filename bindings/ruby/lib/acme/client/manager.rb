# frozen_string_literal: true

module Acme
  class Client
    # Keeps the certificates of a store fresh. {#add} says which there shall be, {#run_pending} does what is due: call it
    # at {Report#next_look}, or every few hours. Several processes may do so with one store at once. In a folder,
    # NAME/current/chain.pem and NAME/current/key.pem are the certificate in use.
    #
    # A manager may be shared by threads. Timeout, Thread#kill and Ctrl-C end a run at once; the next one goes on with the
    # order that was under way.
    #
    # @example
    #   client = Acme::Client.from_store(store: store, directory: directory_url, terms_of_service_agreed: true)
    #   manager = Acme::Client::Manager.new(client: client, store: store, solver: solver, deploy: "systemctl reload nginx")
    #   manager.add(identifiers: %w[example.com www.example.com])
    #   loop { sleep [manager.run_pending.next_look - Time.now, 0].max }
    class Manager
      autoload :Outcome, "acme/client/manager/outcome"
      autoload :Report, "acme/client/manager/report"

      # Makes no request and reads nothing.
      #
      # @param client [Client] whose account the certificates are issued to
      # @param store [Store, Object] where they are kept
      # @param solver [Solver, Object, Array] who proves control of their names, as for {Client#obtain}
      # @param renew_before [Numeric, nil] as for {Renewal.decide}
      # @param look_every [Numeric, nil] as for {Renewal.decide}
      # @param deploy [String, nil] a line for /bin/sh, run for each renewed certificate once it is in use. ACME_NAME and
      #   ACME_IDENTIFIERS are in its environment, and over a folder ACME_FOLDER, ACME_CHAIN_FILE and ACME_KEY_FILE; also
      #   RENEWED_DOMAINS and RENEWED_LINEAGE, as hooks for certbot know them
      # @param deploy_timeout [Numeric, nil] how many seconds it may take; 300 when nil
      # @param deadline [Numeric, nil] how many seconds one issuance may take; 600 when nil
      # @param parallel [Integer, nil] as for {Client#obtain}
      # @param order_rate [Numeric, Array, nil] as for {Client#obtain}
      # @param request_rate [Numeric, Array, nil] as for {Client#obtain}
      # @param events [#call, nil] is given each {Event}
      # @yield [name, certificate] takes a renewed {Certificate} once it is in use, on the thread that called
      #   {#run_pending}. When it raises, that is the certificate's failure in this run, and it is called again later; so
      #   it is with the command
      # @raise [ArgumentError]
      def initialize(client:, store:, solver:, renew_before: nil, look_every: nil, deploy: nil, deploy_timeout: nil,
                     deadline: nil, parallel: nil, order_rate: nil, request_rate: nil, events: nil, &renewed)
        @client = client
        @store = Store.check(store)
        @solvers = Issuance::Solvers.new(solver, [])
        @natives = @solvers.natives
        @events = Arguments.callable(events, :events)
        @renewed = renewed
        bounds = { deadline: deadline, parallel: parallel, order_rate: order_rate, request_rate: request_rate }
        @options = Issuance::Parameters.new(**bounds).to_h.merge(
          "renew_before" => optional_seconds(renew_before, :renew_before), "look_every" => optional_seconds(look_every, :look_every),
          "deploy" => Arguments.optional_text(deploy, :deploy), "deploy_timeout" => optional_seconds(deploy_timeout, :deploy_timeout),
          "has_events" => !events.nil?, "has_renewed" => !renewed.nil?
        )
      end

      # Manages a certificate from now on; the next run issues it. When one of that name is managed already and shall be
      # something else, the next run issues it anew.
      #
      # @param identifiers [String, Hash, Array<String, Hash>] as for {Client#obtain}
      # @param name [String, nil] a name for it; nil to call it after the first identifier
      # @param challenges [String, Array<String>, nil] as for {Client#obtain}
      # @param key [Symbol, nil] the kind of key, as for {Client#obtain}
      # @param common_name [String, nil]
      # @param must_staple [Boolean]
      # @param profile [String, nil]
      # @param force_chain [String, nil]
      # @return [String] its name
      # @raise [ArgumentError] for a name that no store takes
      # @raise [Error::StoreFailed]
      def add(identifiers:, name: nil, challenges: nil, key: nil, common_name: nil, must_staple: false, profile: nil,
              force_chain: nil)
        raise TypeError, "key must be a Symbol, not #{key.class}" unless key.nil? || key.is_a?(Symbol)

        plan = Issuance::Parameters.new(
          identifiers: Arguments.identifiers(identifiers), challenges: challenges, key: key, common_name: common_name,
          must_staple: must_staple, profile: profile, force_chain: force_chain
        )
        call(:manager_add, host, Arguments.optional_text(name, :name), plan.to_h)["name"]
      end

      # Manages a certificate no longer and removes it with all that the store has of it.
      #
      # @param name [String]
      # @return [nil]
      # @raise [Error::Locked] when a run is at work with it
      # @raise [Error::StoreFailed]
      def remove(name)
        call(:manager_remove, host, Arguments.text(name, :name))
        nil
      end

      # @return [Array<String>] the names of the managed certificates, sorted
      # @raise [Error::StoreFailed]
      def names
        call(:manager_names, host)["names"]
      end

      # @param name [String]
      # @return [Certificate, nil] the certificate in use with its key; nil when none was issued yet
      # @raise [Error::StoreFailed]
      def certificate(name)
        answer = call(:manager_certificate, host, Arguments.text(name, :name))
        Certificate.new(**answer.transform_keys(&:to_sym)) unless answer.empty?
      end

      # Does what is due and tells of every managed certificate. What goes wrong with one of them is told in the report and
      # tried again after 1 minute, 10 minutes, 100 minutes, then once a day. Before its time is come nothing is sent.
      #
      # @param now [Time]
      # @return [Report]
      # @raise [Error::StoreFailed] when the store cannot be listed
      def run_pending(now: Time.now)
        host = Issuance::ManagerHost.new(@store, @solvers.to_a, @events, @renewed)
        Report.new(call(:manager_run, host, @natives, @options, now.to_i)["outcomes"])
      end

      # @return [String]
      def inspect
        "#<#{self.class} #{@client.inspect}>"
      end

      private

      def call(verb, host, *arguments)
        @client.send(:engine).call(verb, (@store.native if @store.is_a?(Store)), host, *arguments)
      end

      def host
        Issuance::ManagerHost.new(@store)
      end

      def optional_seconds(value, keyword)
        value && Arguments.seconds(value, keyword)
      end
    end
  end
end
