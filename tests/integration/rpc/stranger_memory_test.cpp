// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
//
// S1: no unauthenticated peer makes us allocate more than 16 KiB beyond TLS.
// With TLS nothing but TLS sees a peer before its certificate is verified. This
// is about plain TCP: a connection of Cap'n Proto costs nearly 16 KiB by
// itself, and the words of a stranger at most as much again.
#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rpc/raw_calls.hpp"
#include "tests/support/rpc/rpc_test.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED_HEAP
// GCC comes without the header that declares it.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace leasehold {
namespace {

std::size_t allocated_bytes() {
#ifdef SANITIZED_HEAP
  return __sanitizer_get_current_allocated_bytes();
#else
  auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

/// Sockets that cost this process nothing on the heap.
class strangers {
public:
  ~strangers() {
    for (auto fd : fds_)
      ::close(fd);
  }

  void connect(std::uint16_t port, const std::string& first_words) {
    auto fd = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_GE(fd, 0);
    fds_.push_back(fd);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(
        0,
        ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)));
    ASSERT_EQ(static_cast<ssize_t>(first_words.size()),
              ::write(fd, first_words.data(), first_words.size()));
  }

private:
  std::vector<int> fds_;
};

class StrangerMemory : public RpcTest {
protected:
  static constexpr unsigned count = 200;

  StrangerMemory() {
    listener_config config;
    // Who leaves during a call of its is noticed only then.
    config.limits.login_timeout = std::chrono::seconds(3);
    serve(config);
  }
  ~StrangerMemory() noexcept override = default;

  /// What each of many strangers costs once all have said `words` and
  /// `hanging` calls of each are being served.
  std::size_t cost_of_each(const std::string& words, unsigned hanging) {
    auto accepted = counts().accepted;
    auto before = allocated_bytes();
    std::size_t each = 0;
    {
      strangers all;
      for (unsigned i = 0; i < count; ++i)
        all.connect(port(), words);
      wait_until_hanging(count * hanging);
      while (counts().accepted < accepted + count)
        std::this_thread::yield();
      EXPECT_EQ(count, counts().strangers);
      each = (allocated_bytes() - before) / count;
    }
    for (unsigned i = 0; i < count; ++i)
      EXPECT_TRUE(next_closed());
    std::printf("%zu bytes for each stranger\n", each);
    return each;
  }

  /// What `words` make us allocate on top of the connection.
  std::size_t cost_of(const std::string& words, unsigned hanging) {
    auto silent = cost_of_each("", 0);
    auto talking = cost_of_each(words, hanging);
    EXPECT_GT(talking, silent);
    return talking - silent;
  }
};

constexpr std::size_t bound = 16 << 10;

TEST_F(StrangerMemory, IsBoundedForWhoSaysNothing) {
  EXPECT_LT(cost_of_each("", 0), bound);
}

TEST_F(StrangerMemory, IsBoundedForWhoCallsAsMuchAsItMay) {
  auto words = bootstrap_call(0);
  for (std::uint32_t i = 1; i <= 5; ++i)
    words += hanging_call(i, 3000);
  EXPECT_LT(cost_of(words, 1), bound);
}

TEST_F(StrangerMemory, IsBoundedForWhoHoldsAnswersAndBeginsTheLargestFrame) {
  std::string words;
  for (std::uint32_t i = 0; i < 6; ++i)
    words += bootstrap_call(i);
  // 4 KiB are announced, and do not come.
  words += std::string("\0\0\0\0\xFF\x01\0\0\0\0\0\0", 12);
  EXPECT_LT(cost_of(words, 0), bound);
}

} // namespace
} // namespace leasehold
