# frozen_string_literal: true

require_relative "issuing"
run APPLICATION
