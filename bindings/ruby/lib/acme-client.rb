# frozen_string_literal: true

require "acme/client"
