/**
 * @file
 * Where managed certificates are kept.
 */
#ifndef ACME_CLIENT_STORE_HPP
#define ACME_CLIENT_STORE_HPP

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "builder.hpp"

namespace acme {

/**
 * The functions of a store, over a database that many machines share, say. They are called on the thread that made the
 * call, by several threads at once when the store is used so, with names that were checked: words of letters, digits,
 * '.', '_' and '-' with '/' between them. What they throw comes out of the call.
 */
struct StoreFunctions {
    /** Gives a document; none when it is not there. */
    std::function<std::optional<std::string>(std::string_view name)> read;
    /** Writes a document so that whoever reads it finds the old one or the new one, whole. */
    std::function<void(std::string_view name, std::string_view data, bool is_private)> write;
    /** Gives every name that begins with the prefix. */
    std::function<std::vector<std::string>(std::string_view prefix)> list;
    /** Removes a document; one that is not there is removed already. */
    std::function<void(std::string_view name)> remove;
    /**
     * Takes the lock for the holder until the lease ends, in one step: when nobody holds it, when its lease has run out,
     * or when that holder has it already, which prolongs it. Gives false when another one has it.
     */
    std::function<bool(std::string_view name, std::string_view holder, std::chrono::milliseconds lease)> lock;
    /** Gives the lock back when the holder has it, and does nothing otherwise. */
    std::function<void(std::string_view name, std::string_view holder)> unlock;
};

namespace detail {

inline const StoreFunctions &store_of(void *userdata) noexcept {
    return *static_cast<const StoreFunctions *>(userdata);
}

inline std::int32_t store_read(void *userdata, const char *name, acme_store_answer *answer) {
    return insisting([&] {
        const std::optional<std::string> document = store_of(userdata).read(view(name));
        if (document) acme_store_answer_set_document(answer, bytes_of(*document), document->size());
    });
}

inline std::int32_t store_write(void *userdata, const char *name, const std::uint8_t *data, std::size_t length,
                                bool is_private) {
    return insisting([&] { store_of(userdata).write(view(name), ByteView(data, length).text(), is_private); });
}

inline std::int32_t store_list(void *userdata, const char *prefix, acme_store_answer *answer) {
    return insisting([&] {
        for (const std::string &name : store_of(userdata).list(view(prefix))) {
            acme_store_answer_add_name(answer, CText(name, "name").c());
        }
    });
}

inline std::int32_t store_remove(void *userdata, const char *name) {
    return insisting([&] { store_of(userdata).remove(view(name)); });
}

inline std::int32_t store_lock(void *userdata, const char *name, const char *holder, std::uint64_t lease_ms) {
    bool taken = false;
    const acme_status status =
        insisting([&] { taken = store_of(userdata).lock(view(name), view(holder), length_of(lease_ms)); });
    return status == ACME_STATUS_OK && !taken ? acme_status{ACME_STATUS_LOCKED} : status;
}

inline void store_unlock(void *userdata, const char *name, const char *holder) {
    insisting([&] { store_of(userdata).unlock(view(name), view(holder)); });
}

}  // namespace detail

/** A place for documents. All of its calls may be made by several threads at once. */
class Store : public Object<Store, acme_store, acme_store_free> {
public:
    static constexpr const char *class_name = "acme::Store";
    using Object::Object;

    /** A store of functions, all of which must be there. */
    explicit Store(StoreFunctions functions) : Store(made(std::move(functions))) {}

    /**
     * A folder, which is made when it is not there. Several processes of this machine may use it at once. Private documents
     * have mode 0600.
     */
    static Store folder(Text path) {
        const detail::CText text(path, "path");
        return detail::make<Store>(acme_store_folder, text.c());
    }

    /** Reads a document; none when it is not there, or empty. */
    std::optional<std::string> read(Text name) const {
        const detail::CText text(name, "name");
        const std::optional<Bytes> bytes = detail::optional_bytes_of(acme_store_read, c(), text.c());
        if (!bytes) return std::nullopt;
        return std::string(ByteView(*bytes).text());
    }

    /** Writes a document, whole or not at all. @param is_private whether it is for the owner's eyes alone */
    void write(Text name, std::string_view data, bool is_private = true) const {
        const detail::CText text(name, "name");
        detail::call(acme_store_write, c(), text.c(), detail::bytes_of(data), data.size(), is_private);
    }

    /** Removes a document; one that is not there is removed already. */
    void remove(Text name) const {
        const detail::CText text(name, "name");
        detail::call(acme_store_remove, c(), text.c());
    }

private:
    static Store made(StoreFunctions functions) {
        detail::require_function(functions.read, "read");
        detail::require_function(functions.write, "write");
        detail::require_function(functions.list, "list");
        detail::require_function(functions.remove, "remove");
        detail::require_function(functions.lock, "lock");
        detail::require_function(functions.unlock, "unlock");
        detail::require_version();
        return detail::make<Store>(acme_store_new, detail::store_read, detail::store_write, detail::store_list,
                                   detail::store_remove, detail::store_lock, detail::store_unlock,
                                   detail::userdata_of(std::move(functions)), detail::destroy<StoreFunctions>);
    }
};

}  // namespace acme

#endif
