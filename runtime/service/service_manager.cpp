// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/service/service_manager.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace leasehold {

namespace {

std::optional<std::int64_t> number_in(const std::optional<std::string>& text) {
  if (!text)
    return std::nullopt;
  std::int64_t number = 0;
  const auto* end = text->data() + text->size();
  auto read = std::from_chars(text->data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number <= 0)
    return std::nullopt;
  return number;
}

} // namespace

service_manager::service_manager(const environment& variables, int process_id) {
  const auto socket = variables("NOTIFY_SOCKET");
  if (socket && (socket->front() == '/' || socket->front() == '@'))
    socket_ = *socket;
  const auto meant_for = number_in(variables("WATCHDOG_PID"));
  const auto period = number_in(variables("WATCHDOG_USEC"));
  if (!socket_.empty() && period
      && meant_for.value_or(process_id) == process_id)
    watchdog_ = std::chrono::microseconds{*period};
}

void service_manager::tell(std::string_view lines) const {
  static_cast<void>(send(lines, 0));
}

service_manager::word
service_manager::try_to_tell(std::string_view lines) const {
  return send(lines, MSG_DONTWAIT);
}

service_manager::word service_manager::send(std::string_view lines,
                                            int flags) const {
  sockaddr_un to{};
  if (socket_.empty() || socket_.size() >= sizeof(to.sun_path))
    return word::lost;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@')
    to.sun_path[0] = '\0';
  const auto bytes =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const auto from = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (from < 0)
    return word::lost;
  constexpr timeval longest{5, 0};
  ::setsockopt(from, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
  const auto sent =
      ::sendto(from, lines.data(), lines.size(), MSG_NOSIGNAL | flags,
               reinterpret_cast<const sockaddr*>(&to), bytes);
  ::close(from);
  return sent < 0 ? word::lost : word::sent;
}

std::string service_status(std::string_view words) {
  std::string line = "STATUS=";
  for (auto c : words)
    line += c == '\n' ? ' ' : c;
  return line;
}

} // namespace leasehold
