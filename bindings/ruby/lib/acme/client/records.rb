# frozen_string_literal: true

# The records that an authority looks for in the DNS.

module Acme
  class Client
    # The record for dns-persist-01 that is put in place once, before any order or beside one
    # (draft-ietf-acme-dns-persist).
    #
    # @param name [String] a host name; one for a wildcard name allows wildcards
    # @param issuer [String, nil] the authority's name; as the directory has it when nil
    # @param wildcard [Boolean] whether it allows wildcard names and subdomains too
    # @param persist_until [Time, Integer, nil] until when it may be used
    # @return [DnsRecord]
    # @raise [Error::UnsupportedOperation] when the directory does not name the authority
    # @raise [ArgumentError] for a name that is none
    # @raise [Error]
    def persistent_dns_record(name:, issuer: nil, wildcard: false, persist_until: nil)
      record = @engine.call(
        :persistent_dns_record, Arguments.text(name, :name), Arguments.optional_text(issuer, :issuer), wildcard ? true : false,
        persist_until && Arguments.natural(persist_until.to_i, :persist_until)
      )
      DnsRecord.new(name: record["name"], type: record["type"], content: record["value"])
    end

    # The records that let this authority alone issue, and that to this account alone (RFC 8659, RFC 8657).
    #
    # @param validation_methods [String, Array<String>, nil] types of challenges, such as "dns-01": only after validation
    #   by one of them
    # @param wildcard [Boolean, nil] true for the record of wildcard names alone, false for the other one, nil for both
    # @return [Array<CaaRecord>]
    # @raise [Error::UnsupportedOperation] when the directory does not name the authority
    # @raise [ArgumentError] for a method that is none
    # @raise [Error]
    def caa_records(validation_methods: nil, wildcard: nil)
      methods = Arguments.texts(validation_methods, :validation_methods)
      (wildcard.nil? ? [false, true] : [wildcard]).map do |is_wildcard|
        record = @engine.call(:caa_record, methods, is_wildcard ? true : false)
        CaaRecord.new(**record.slice("flags", "tag", "value").transform_keys(&:to_sym))
      end
    end
  end
end
