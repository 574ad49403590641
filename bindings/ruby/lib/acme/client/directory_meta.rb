# frozen_string_literal: true

# What the authority says of itself.

module Acme
  class Client
    # @return [Resources::Directory] fetched once (RFC 8555, section 7.1.1)
    # @raise [Error::InvalidDirectory] when the URL answers with something else
    # @raise [Error]
    def directory
      @directory ||= begin
        document = Document.parse_object(@engine.call(:directory)["json"])
        Resources::Directory.new(self, directory: document, url: @directory_url)
      end
    end

    # @return [Hash] what the authority says of itself, with string keys; empty when it says nothing
    # @raise [Error]
    def meta
      directory.meta
    end

    # @return [String, nil] the URL of the terms of service
    # @raise [Error]
    def terms_of_service
      directory.terms_of_service
    end

    # @return [String, nil] the URL of the authority's website
    # @raise [Error]
    def website
      directory.website
    end

    # @return [Array<String>, nil] the names that CAA records allow this authority by (RFC 8659)
    # @raise [Error]
    def caa_identities
      directory.caa_identities
    end

    # @return [Boolean, nil] whether new accounts need an external account binding (RFC 8555, section 7.3.4)
    # @raise [Error]
    def external_account_required
      directory.external_account_required
    end

    # @return [Hash{String => String}, nil] the names and descriptions of certificate profiles
    # @raise [Error]
    def profiles
      directory.profiles
    end
  end
end
