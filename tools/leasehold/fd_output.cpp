// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/fd_output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace leasehold {

fd_output::fd_output(int descriptor) : descriptor_(descriptor) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

fd_output::~fd_output() {
  write_out();
}

std::string fd_output::problem() const {
  return error_ == 0
      ? std::string{}
      : std::error_code{error_, std::generic_category()}.message();
}

bool fd_output::gone() const {
  if (error_ != 0)
    return true;
  pollfd state{descriptor_, 0, 0};
  return poll(&state, 1, 0) > 0
      && (state.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
}

fd_output::int_type fd_output::overflow(int_type next) {
  if (!write_out())
    return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof()))
    sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

int fd_output::sync() {
  return write_out() ? 0 : -1;
}

bool fd_output::write_out() {
  const auto* from = pbase();
  while (error_ == 0 && from != pptr()) {
    auto written =
        ::write(descriptor_, from, static_cast<std::size_t>(pptr() - from));
    if (written >= 0) {
      from += written;
    } else if (errno == EAGAIN) {
      // Somebody made it non-blocking for all who share it.
      pollfd state{descriptor_, POLLOUT, 0};
      poll(&state, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

} // namespace leasehold
