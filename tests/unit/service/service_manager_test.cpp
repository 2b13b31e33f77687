// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/service/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using std::chrono::microseconds;
using variables = std::map<std::string, std::string>;

service_manager with(const variables& all, int process_id = 17) {
  return service_manager{[&all](const char* name) {
                           auto found = all.find(name);
                           return found == all.end()
                               ? std::optional<std::string>{}
                               : found->second;
                         },
                         process_id};
}

/// What a manager has: a socket that datagrams come to.
class listening {
public:
  explicit listening(std::string name)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, name.data(), name.size());
    if (name.front() == '@')
      at.sun_path[0] = '\0';
    const auto bytes = offsetof(sockaddr_un, sun_path) + name.size();
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at),
                     static_cast<socklen_t>(bytes)),
              0);
  }
  ~listening() {
    ::close(socket_);
  }

  /// What came next; empty where nothing has.
  std::string heard() const {
    std::array<char, 4096> text{};
    auto bytes = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return bytes <= 0 ? std::string{}
                      : std::string(text.data(), static_cast<size_t>(bytes));
  }

private:
  int socket_;
};

TEST(ServiceManager, HearsWhatItIsTold) {
  test::temp_folder folder;
  const auto path = folder.path() + "/notify";
  listening manager{path};
  auto service = with({{"NOTIFY_SOCKET", path}});
  service.tell("READY=1");
  service.tell("STOPPING=1\nSTATUS=bye");
  EXPECT_EQ(manager.heard(), "READY=1");
  EXPECT_EQ(manager.heard(), "STOPPING=1\nSTATUS=bye");
  EXPECT_EQ(manager.heard(), "");
}

TEST(ServiceManager, MayHaveAnAbstractName) {
  const auto name = "@leasehold-test-" + std::to_string(::getpid());
  listening manager{name};
  with({{"NOTIFY_SOCKET", name}}).tell("READY=1");
  EXPECT_EQ(manager.heard(), "READY=1");
}

TEST(ServiceManager, IsToldNothingWhereThereIsNone) {
  with({}).tell("READY=1");
  with({{"NOTIFY_SOCKET", "vsock:2:1"}}).tell("READY=1");
  with({{"NOTIFY_SOCKET", std::string(300, '/')}}).tell("READY=1");
  with({{"NOTIFY_SOCKET", "/nowhere/notify"}}).tell("READY=1");
  EXPECT_FALSE(with({}).watchdog());
}

// Or a status would be shown for ever that was true when the manager was busy.
TEST(ServiceManager, MayHaveNoRoomAndThenSomeAgain) {
  test::temp_folder folder;
  const auto path = folder.path() + "/notify";
  listening manager{path};
  auto service = with({{"NOTIFY_SOCKET", path}});
  using word = service_manager::word;
  auto sent = 0;
  while (service.try_to_tell("WATCHDOG=1") == word::sent)
    ++sent;
  EXPECT_GT(sent, 0);
  EXPECT_EQ(manager.heard(), "WATCHDOG=1");
  EXPECT_EQ(service.try_to_tell("STATUS=busy"), word::sent);
  for (; sent > 1; --sent)
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
  EXPECT_EQ(manager.heard(), "STATUS=busy");
  EXPECT_EQ(with({}).try_to_tell("WATCHDOG=1"), word::lost);
}

TEST(ServiceManager, WatchesTheProcessThatItMeans) {
  const variables any{{"NOTIFY_SOCKET", "/x"}, {"WATCHDOG_USEC", "2000000"}};
  EXPECT_EQ(with(any).watchdog(), microseconds{2'000'000});
  auto meant = any;
  meant["WATCHDOG_PID"] = "17";
  EXPECT_EQ(with(meant).watchdog(), microseconds{2'000'000});
  meant["WATCHDOG_PID"] = "18";
  EXPECT_FALSE(with(meant).watchdog());
  EXPECT_FALSE(
      with({{"NOTIFY_SOCKET", "/x"}, {"WATCHDOG_USEC", "soon"}}).watchdog());
  EXPECT_FALSE(with({{"WATCHDOG_USEC", "2000000"}}).watchdog());
}

TEST(ServiceManager, GetsOneLineOfStatus) {
  EXPECT_EQ(service_status("a\nREADY=1"), "STATUS=a READY=1");
}

} // namespace
} // namespace leasehold
