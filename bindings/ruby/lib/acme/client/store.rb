# frozen_string_literal: true

module Acme
  class Client
    # Where certificates and accounts are kept: documents with names such as "example.com/record.json". This class is a
    # folder. Any object can be a store, over a database that many machines share, say; it answers
    #
    # - `read(name)`: the document as a String, or nil when there is none;
    # - `write(name, document, private:)`: writes it so that whoever reads finds the old one or the new one, whole;
    # - `list(prefix)`: the names that begin so;
    # - `remove(name)`: one that is not there is removed already;
    # - `lock(name, holder, seconds)`: takes the lock for so long in one step and returns true, when nobody holds it, when
    #   its time has run out, or when `holder` holds it already; false otherwise;
    # - `unlock(name, holder)`: gives it back when `holder` holds it, and does nothing otherwise.
    #
    # These are called on the thread that called {Manager} or {StoredAccounts#from_store}, and with names that were checked:
    # words of letters, digits, ".", "_" and "-" with "/" between them. An exception is the failure of the one certificate
    # that it was about.
    class Store
      class << self
        # Files in a folder, which is made when it is not there. Several processes of this machine may use it at once.
        # Documents are written beside their place, flushed to the disk and renamed; private ones have mode 0600.
        #
        # @param path [String, Pathname]
        # @return [Store]
        # @raise [Error::StoreFailed] when the folder cannot be made or is none
        def folder(path)
          new(Engine.answer(Native::Store.folder(Arguments.path(path, :path)))["store"])
        end

        # @api private
        # @raise [ArgumentError] for what is no store
        def check(store)
          missing = %i[read write list remove lock unlock].find { |verb| !store.respond_to?(verb) } unless store.is_a?(Store)
          raise ArgumentError, "store must respond to `##{missing}`" if missing

          store
        end
      end

      private_class_method :new

      # @api private
      # @return [Native::Store]
      attr_reader :native

      # @api private
      # @param native [Native::Store]
      def initialize(native)
        @native = native
      end

      # @param name [String]
      # @return [String, nil]
      # @raise [ArgumentError] for a name that is none
      # @raise [Error::StoreFailed]
      def read(name)
        Engine.answer(Native::Store.read(@native, Arguments.text(name, :name)))["document"]
      end

      # @param name [String]
      # @param document [String]
      # @param private [Boolean] whether it is for the owner's eyes alone
      # @return [nil]
      # @raise [ArgumentError] for a name that is none
      # @raise [Error::StoreFailed]
      def write(name, document, private: true)
        raise TypeError, "document must be a String, not #{document.class}" unless document.is_a?(String)

        Engine.answer(Native::Store.write(@native, Arguments.text(name, :name), document, private ? true : false))
        nil
      end

      # @param prefix [String]
      # @return [Array<String>] the names that begin so, sorted
      # @raise [Error::StoreFailed]
      def list(prefix = "")
        Engine.answer(Native::Store.list(@native, Arguments.text(prefix, :prefix)))["names"]
      end

      # @param name [String]
      # @return [nil]
      # @raise [ArgumentError] for a name that is none
      # @raise [Error::StoreFailed]
      def remove(name)
        Engine.answer(Native::Store.remove(@native, Arguments.text(name, :name)))
        nil
      end
    end
  end
end
