/**
 * @file
 * The directory: what the authority offers and says of itself (RFC 8555, section 7.1.1).
 */
#ifndef ACME_CLIENT_DIRECTORY_HPP
#define ACME_CLIENT_DIRECTORY_HPP

#include <optional>
#include <string_view>

#include "client.hpp"
#include "range.hpp"

namespace acme {

/** A certificate profile. Its views live as long as the directory. */
struct Profile {
    /** For OrderParams::profile. */
    std::string_view name;
    /** What the authority says of it. */
    std::string_view description;
};

/** An authority's directory. It never changes, and its views live as long as it. */
class Directory : public Object<Directory, acme_directory, acme_directory_free> {
public:
    static constexpr const char *class_name = "acme::Directory";
    using Object::Object;

    /** The URL of the terms of service, to be shown to the user. */
    std::optional<std::string_view> terms_of_service() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_directory_terms_of_service(c()));
    }

    /** The URL of the authority's website. */
    std::optional<std::string_view> website() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_directory_website(c()));
    }

    /** Whether a new account needs an external account binding (RFC 8555, section 7.3.4). */
    bool external_account_required() const { return acme_directory_external_account_required(c()); }

    /** Whether the authority wants the CAA records of onion services within finalize (RFC 9799). */
    bool onion_caa_required() const { return acme_directory_onion_caa_required(c()); }

    /** The names that a CAA record may give this authority (RFC 8659), such as "letsencrypt.org". */
    Items<Directory, std::string_view> caa_identities() const & {
        return {{this, &Directory::caa_identity}, acme_directory_caa_identity_count(c())};
    }
    void caa_identities() const && = delete;

    /** The CAA name at `index`; empty when there is none. */
    std::string_view caa_identity(std::size_t index) const ACME_CLIENT_BORROWED {
        return detail::view(acme_directory_caa_identity(c(), index));
    }

    /** The authority's certificate profiles. */
    Items<Directory, Profile> profiles() const & {
        return {{this, &Directory::profile}, acme_directory_profile_count(c())};
    }
    void profiles() const && = delete;

    /** The profile at `index`; empty when there is none. */
    Profile profile(std::size_t index) const ACME_CLIENT_BORROWED {
        return {detail::view(acme_directory_profile_name(c(), index)),
                detail::view(acme_directory_profile_description(c(), index))};
    }

    /** The URL of a resource by its name, such as "newOrder"; none when the authority does not offer it. */
    std::optional<std::string_view> url(Text resource) const ACME_CLIENT_BORROWED {
        const detail::CText name(resource, "resource");
        return detail::optional_view(acme_directory_url(c(), name.c()));
    }

    /** The directory as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_directory_json(c())); }
};

inline Directory Client::directory() const { return detail::make<Directory>(acme_client_directory, c()); }

}  // namespace acme

#endif
