# frozen_string_literal: true

module Acme
  class Client
    class CertificateRequest
      # An EC key by another name. Rubies before 2.4 needed it; it is here for the programs that mention it.
      class ECKeyPatch < OpenSSL::PKey::EC
      end
    end
  end
end
