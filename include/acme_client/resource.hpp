/**
 * @file
 * Resources that this library has no call for: requests of the caller's own.
 */
#ifndef ACME_CLIENT_RESOURCE_HPP
#define ACME_CLIENT_RESOURCE_HPP

#include <optional>
#include <string_view>

#include "client.hpp"

namespace acme {

/** What the server answered. It never changes, and what it lends lives as long as it. */
class Resource : public Object<Resource, acme_resource, acme_resource_free> {
public:
    static constexpr const char *class_name = "acme::Resource";
    using Object::Object;

    /** The HTTP status, one of 200 to 299. */
    std::uint16_t http_status() const { return acme_resource_http_status(c()); }

    /** A header by its name in any case: at 0 the first of that name. */
    std::optional<std::string_view> header(Text name, std::size_t index = 0) const ACME_CLIENT_BORROWED {
        const detail::CText text(name, "name");
        return detail::optional_view(acme_resource_header(c(), text.c(), index));
    }

    /** The body, lent. */
    ByteView body() const ACME_CLIENT_BORROWED {
        std::size_t length = 0;
        const std::uint8_t *bytes = acme_resource_body(c(), &length);
        return {bytes, length};
    }
};

inline Resource Client::get(Text url) const {
    const detail::CText text(url, "url");
    return detail::make<Resource>(acme_client_get, c(), text.c());
}

inline Resource Client::post(Text url, Text payload, Text accept) const {
    const detail::CText text(url, "url"), json = detail::CText::optional(payload, "payload");
    const detail::CText header = detail::CText::optional(accept, "accept");
    return detail::make<Resource>(acme_client_post, c(), text.c(), json.c(), header.c());
}

}  // namespace acme

#endif
