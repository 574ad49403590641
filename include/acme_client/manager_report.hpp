/**
 * @file
 * What a run of a manager did about each certificate.
 */
#ifndef ACME_CLIENT_MANAGER_REPORT_HPP
#define ACME_CLIENT_MANAGER_REPORT_HPP

#include <memory>
#include <optional>
#include <string_view>

#include "object.hpp"
#include "range.hpp"
#include "time.hpp"

namespace acme {

/** What a run did about a certificate. */
enum class ManagerAction : std::int32_t {
    /** Nothing was due. */
    waiting = ACME_MANAGER_WAITING,
    /** A new certificate is in use. */
    renewed = ACME_MANAGER_RENEWED,
    /** Another process is at work with it. */
    busy = ACME_MANAGER_BUSY,
    /** It failed: ManagerEntry::error says why. The certificate in use stays. */
    failed = ACME_MANAGER_FAILED,
};

/** What a run did about one certificate. Its name lives as long as the report; its error on its own. */
struct ManagerEntry {
    /** The name that it is managed under. */
    std::string_view name;
    /** What was done. */
    ManagerAction action;
    /** Why it failed. Error::raise throws it as the subclass of its status. */
    std::optional<Error> error;
    /** When there may be something to do for it. */
    Time look_again_at;
};

/** What a run did, an entry for each managed certificate, for range-for. It never changes; copies share it. */
class ManagerReport {
public:
    using c_type = acme_manager_report;

    /** Takes a report of the C library over. */
    static ManagerReport adopt(acme_manager_report *owned) { return ManagerReport(owned); }

    std::size_t size() const { return acme_manager_report_count(c()); }

    /** The entry at `index`, which must be less than size(). */
    ManagerEntry operator[](std::size_t index) const {
        const acme_error *error = acme_manager_report_error(c(), index);
        std::optional<Error> failure;
        if (error != nullptr) failure.emplace(std::shared_ptr<const acme_error>(report_, error));
        return {detail::view(acme_manager_report_name(c(), index)),
                static_cast<ManagerAction>(acme_manager_report_action(c(), index)), std::move(failure),
                detail::time_of(acme_manager_report_look_again_at(c(), index))};
    }

    auto begin() const { return items().begin(); }
    auto end() const { return items().end(); }

    /** When to run again: the earliest of these moments; none when nothing is managed. */
    std::optional<Time> next_look() const {
        const std::int64_t moment = acme_manager_report_next_look(c());
        return moment == 0 ? std::nullopt : std::make_optional(detail::time_of(moment));
    }

    /** The C object, lent. @throws InvalidArgument when it was moved from */
    const acme_manager_report *c() const {
        if (report_ == nullptr) detail::refuse(ACME_STATUS_NULL_POINTER, "acme::ManagerReport: was moved from");
        return report_.get();
    }

private:
    explicit ManagerReport(acme_manager_report *owned) : report_(owned, acme_manager_report_free) {}

    ManagerEntry at(std::size_t index) const { return (*this)[index]; }
    Items<ManagerReport, ManagerEntry> items() const { return {{this, &ManagerReport::at}, size()}; }

    std::shared_ptr<acme_manager_report> report_;
};

}  // namespace acme

#endif
