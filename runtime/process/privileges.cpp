// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/process/privileges.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace leasehold {

namespace {

using capability_sets =
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

failure failed(const char* what) {
  return {errc::permission_denied,
          fmt::format("cannot give up privileges: {}: {}", what,
                      std::strerror(errno))};
}

/// glibc has no functions for this.
long call(int number, capability_sets& sets) {
  __user_cap_header_struct self{_LINUX_CAPABILITY_VERSION_3, 0};
  return ::syscall(number, &self, sets.data());
}

/// Who may not is one that no program can give them to either: nobody gains any
/// by running a program from then on.
status shrink_bound(int kept) {
  for (int x = 0; ::prctl(PR_CAPBSET_READ, x, 0, 0, 0) >= 0; ++x)
    if (x != kept && ::prctl(PR_CAPBSET_DROP, x, 0, 0, 0) != 0
        && errno != EPERM)
      return failed("the bounding set");
  return success();
}

} // namespace

status give_up_privileges_but(privileges kept) {
  const int number = kept == privileges::network_admin ? CAP_NET_ADMIN : -1;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return failed("no_new_privs");
  if (auto done = shrink_bound(number); !done)
    return done;
  capability_sets sets{};
  if (call(SYS_capget, sets) != 0)
    return failed("capget");
  capability_sets left{};
  if (kept == privileges::network_admin) {
    auto& set = left[CAP_TO_INDEX(CAP_NET_ADMIN)];
    set.permitted = sets[CAP_TO_INDEX(CAP_NET_ADMIN)].permitted
        & CAP_TO_MASK(CAP_NET_ADMIN);
    set.effective = set.permitted;
    set.inheritable = set.permitted;
  }
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
    return failed("the ambient set");
  if (call(SYS_capset, left) != 0)
    return failed("capset");
  const bool has_it = left[CAP_TO_INDEX(CAP_NET_ADMIN)].permitted != 0;
  if (has_it
      && ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0)
          != 0)
    return failed("the ambient set");
  return success();
}

} // namespace leasehold
