// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/netlink_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

/// Holds the acknowledgements of a large request.
constexpr int buffer_bytes = 1 << 20;
/// Lists that change each time they are read are given up.
constexpr int attempts_max = 100;

/// The code and words of an acknowledgement.
netlink_answer answer_of(const nlmsghdr& message) {
  netlink_answer x;
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(nlmsgerr)))
    return {EBADMSG, 0, {}};
  const auto* error = static_cast<const nlmsgerr*>(nlmsg_data(&message));
  x.code = -error->error;
  if ((message.nlmsg_flags & NLM_F_ACK_TLVS) == 0)
    return x;
  auto skipped = sizeof(nlmsgerr);
  if ((message.nlmsg_flags & NLM_F_CAPPED) == 0)
    skipped += error->msg.nlmsg_len - sizeof(nlmsghdr);
  if (message.nlmsg_len >= NLMSG_LENGTH(skipped))
    x.words = netlink_attributes{message, skipped}.text(NLMSGERR_ATTR_MSG);
  return x;
}

/// The code at the end of a list.
int code_at_the_end(const nlmsghdr& message) {
  int code = 0;
  if (message.nlmsg_len >= NLMSG_LENGTH(sizeof code))
    std::memcpy(&code, nlmsg_data(&message), sizeof code);
  return -code;
}

} // namespace

std::string to_string(const netlink_answer& x) {
  const auto code = std::string{std::strerror(x.code)};
  return x.words.empty() ? code : fmt::format("{} ({})", x.words, code);
}

int receive_messages(nl_sock* socket,
                     const std::function<void(const nlmsghdr&)>& use) {
  sockaddr_nl from{};
  unsigned char* data = nullptr;
  errno = 0;
  const int size = nl_recv(socket, &from, &data, nullptr);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner{data,
                                                                   &std::free};
  if (size == -NLE_NOMEM)
    return ENOBUFS;
  if (size == -NLE_AGAIN || size == 0)
    return EAGAIN;
  if (size < 0)
    return errno != 0 ? errno : EIO;
  int left = size;
  for (auto* message = reinterpret_cast<nlmsghdr*>(data);
       nlmsg_ok(message, left); message = nlmsg_next(message, &left))
    use(*message);
  return 0;
}

result<netlink_socket> netlink_socket::open(part which) {
  const int protocol =
      which == part::interfaces ? NETLINK_ROUTE : NETLINK_NETFILTER;
  handle socket{nl_socket_alloc()};
  errno = 0;
  if (!socket || nl_connect(socket.get(), protocol) != 0)
    return failure{
        errc::unavailable,
        fmt::format("cannot speak with the kernel about {}: {}; "
                    "netlink is needed for that",
                    which == part::interfaces ? "interfaces" : "packets",
                    std::strerror(errno))};
  nl_socket_set_buffer_size(socket.get(), buffer_bytes, buffer_bytes);
  nl_socket_enable_msg_peek(socket.get());
  const int on = 1;
  // Old kernels know neither: errors are longer and say less then.
  for (const int option : {NETLINK_EXT_ACK, NETLINK_CAP_ACK})
    setsockopt(nl_socket_get_fd(socket.get()), SOL_NETLINK, option, &on,
               sizeof on);
  return netlink_socket{std::move(socket)};
}

netlink_answer netlink_socket::request(std::vector<netlink_message>& messages) {
  for (auto& message : messages)
    message.header().nlmsg_flags |= NLM_F_ACK;
  auto sent = send(messages);
  return sent ? acknowledged(messages.size(), messages.size()) : sent;
}

netlink_answer netlink_socket::request(netlink_message message) {
  std::vector<netlink_message> messages;
  messages.push_back(std::move(message));
  return request(messages);
}

netlink_answer
netlink_socket::transact(std::vector<netlink_message>& messages) {
  nfgenmsg bracket{};
  bracket.res_id = htons(NFNL_SUBSYS_NFTABLES);
  std::vector<netlink_message> all;
  all.emplace_back(NFNL_MSG_BATCH_BEGIN, 0, bracket);
  for (auto& message : messages) {
    message.header().nlmsg_flags |= NLM_F_ACK;
    all.push_back(std::move(message));
  }
  all.emplace_back(NFNL_MSG_BATCH_END, 0, bracket);
  auto answer = send(all);
  if (answer)
    answer = acknowledged(all.size(), messages.size());
  // The bracket before them is none of the caller's.
  answer.at = answer.at > 0 ? answer.at - 1 : 0;
  return answer;
}

netlink_answer
netlink_socket::ask(netlink_message question,
                    const std::function<void(const nlmsghdr&)>& use) {
  std::vector<netlink_message> messages;
  question.header().nlmsg_flags |= NLM_F_ACK;
  messages.push_back(std::move(question));
  auto sent = send(messages);
  return sent ? acknowledged(1, 1, use) : sent;
}

netlink_answer
netlink_socket::list(netlink_message& question,
                     const std::function<void()>& restart,
                     const std::function<void(const nlmsghdr&)>& use) {
  netlink_answer answer;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    restart();
    answer = list_once(question, use);
    if (answer.code != EINTR)
      return answer;
  }
  return answer;
}

netlink_answer netlink_socket::send(std::vector<netlink_message>& messages) {
  std::string all;
  for (auto& message : messages) {
    auto& header = message.header();
    header.nlmsg_seq = next_++;
    header.nlmsg_pid = nl_socket_get_local_port(socket_.get());
    all.append(reinterpret_cast<const char*>(&header), header.nlmsg_len);
    all.resize(NLMSG_ALIGN(all.size()));
  }
  nl_socket_set_nonblocking(socket_.get());
  while (::send(nl_socket_get_fd(socket_.get()), all.data(), all.size(), 0) < 0)
    if (errno != EINTR)
      return {errno, 0, {}};
  return {};
}

// The kernel works while it is sent to: when that returns, all answers are
// there to be read.
netlink_answer
netlink_socket::acknowledged(std::size_t messages, std::size_t expected,
                             const std::function<void(const nlmsghdr&)>& use) {
  const auto first = next_ - static_cast<std::uint32_t>(messages);
  std::optional<netlink_answer> refused;
  std::size_t done = 0;
  int code = 0;
  while ((code = receive_messages(socket_.get(),
                                  [&](const nlmsghdr& message) {
                                    const auto at = message.nlmsg_seq - first;
                                    if (at >= messages)
                                      return;
                                    if (message.nlmsg_type != NLMSG_ERROR) {
                                      if (use)
                                        use(message);
                                      return;
                                    }
                                    ++done;
                                    auto answer = answer_of(message);
                                    answer.at = at;
                                    if (!answer && !refused)
                                      refused = std::move(answer);
                                  }))
         == 0) {
  }
  if (refused)
    return *refused;
  if (code != EAGAIN)
    return {code, 0, {}};
  return {done < expected ? ENOBUFS : 0, done, {}};
}

netlink_answer
netlink_socket::list_once(netlink_message& question,
                          const std::function<void(const nlmsghdr&)>& use) {
  std::vector<netlink_message> messages;
  question.header().nlmsg_flags |= NLM_F_DUMP;
  messages.push_back(std::move(question));
  auto answer = send(messages);
  question = std::move(messages.front());
  bool is_over = !answer;
  bool changed = false;
  while (!is_over) {
    const int code =
        receive_messages(socket_.get(), [&](const nlmsghdr& message) {
          if (message.nlmsg_seq != next_ - 1 || is_over)
            return;
          changed = changed || (message.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
          is_over = message.nlmsg_type == NLMSG_ERROR
              || message.nlmsg_type == NLMSG_DONE;
          if (message.nlmsg_type == NLMSG_ERROR)
            answer = answer_of(message);
          else if (message.nlmsg_type == NLMSG_DONE)
            answer.code = code_at_the_end(message);
          else
            use(message);
        });
    if (code != 0) {
      answer.code = code;
      is_over = true;
    }
  }
  if (answer && changed)
    answer.code = EINTR;
  return answer;
}

void netlink_socket::free_socket::operator()(nl_sock* socket) const noexcept {
  nl_socket_free(socket);
}

} // namespace leasehold
