// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/netlink_message.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "runtime/check.hpp"

namespace leasehold {

namespace {

/// More than any message has that is sent from here.
constexpr std::size_t message_bytes = 4096;

} // namespace

netlink_message::netlink_message(int type, int flags, const void* header,
                                 std::size_t size)
    : message_(nlmsg_alloc_size(message_bytes)) {
  LEASEHOLD_CHECK(message_ != nullptr, "there is memory for a message");
  nlmsg_put(message_.get(), NL_AUTO_PORT, NL_AUTO_SEQ, type, 0,
            flags | NLM_F_REQUEST);
  const auto code = nlmsg_append(message_.get(), const_cast<void*>(header),
                                 size, NLMSG_ALIGNTO);
  LEASEHOLD_CHECK(code == 0, "a message has room for its header");
}

void netlink_message::put_bytes(int attribute, const void* bytes,
                                std::size_t size) {
  const auto code =
      nla_put(message_.get(), attribute, static_cast<int>(size), bytes);
  LEASEHOLD_CHECK(code == 0, "a message has room for its attributes");
}

void netlink_message::put_text(int attribute, std::string_view text) {
  put_bytes(attribute, std::string{text}.c_str(), text.size() + 1);
}

nlattr* netlink_message::begin(int attribute) {
  auto* opened = nla_nest_start(message_.get(), attribute);
  LEASEHOLD_CHECK(opened != nullptr, "a message has room for its attributes");
  return opened;
}

void netlink_message::end(nlattr* opened) {
  nla_nest_end(message_.get(), opened);
}

nlmsghdr& netlink_message::header() noexcept {
  return *nlmsg_hdr(message_.get());
}

const nlmsghdr& netlink_message::header() const noexcept {
  return *nlmsg_hdr(message_.get());
}

void netlink_message::free_message::operator()(nl_msg* message) const noexcept {
  nlmsg_free(message);
}

netlink_attributes::netlink_attributes(const nlmsghdr& message,
                                       std::size_t header) {
  std::array<nlattr*, highest + 1> found{};
  auto* from = const_cast<nlmsghdr*>(&message);
  if (nlmsg_parse(from, static_cast<int>(header), found.data(), highest,
                  nullptr)
      == 0)
    std::copy(found.begin(), found.end(), found_.begin());
}

netlink_attributes::netlink_attributes(const nlattr* outer) {
  std::array<nlattr*, highest + 1> found{};
  if (outer != nullptr
      && nla_parse_nested(found.data(), highest, const_cast<nlattr*>(outer),
                          nullptr)
          == 0)
    std::copy(found.begin(), found.end(), found_.begin());
}

std::string_view netlink_attributes::text(int attribute) const noexcept {
  const auto all = bytes(attribute);
  return all.substr(0, all.find('\0'));
}

std::string_view netlink_attributes::bytes(int attribute) const noexcept {
  const auto* at = (*this)[attribute];
  if (at == nullptr)
    return {};
  return {static_cast<const char*>(nla_data(at)),
          static_cast<std::size_t>(nla_len(at))};
}

void netlink_attributes::copy(int attribute, void* to,
                              std::size_t size) const noexcept {
  const auto from = bytes(attribute);
  if (from.size() >= size)
    std::memcpy(to, from.data(), size);
}

void for_each_inside(const nlattr* outer,
                     const std::function<void(const nlattr*)>& use) {
  if (outer == nullptr)
    return;
  int left = nla_len(outer);
  for (auto* at = static_cast<nlattr*>(nla_data(outer)); nla_ok(at, left) != 0;
       at = nla_next(at, &left))
    use(at);
}

} // namespace leasehold
