// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// D1, D3: a fold that ends at any of its writes or syncs. What is read
// afterwards is one moment of the past, and then all that was appended since,
// word for word: nothing is told that the state has overtaken.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/store/journal_audit.hpp"
#include "tests/support/faulty_vfs.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

namespace fs = std::filesystem;

using test::contents;
using test::faults;

constexpr std::size_t chunk = 9;

bool same(const record& a, const record& b) {
  return a.kind == b.kind && a.key == b.key && a.body == b.body
      && a.what == b.what;
}

std::unique_ptr<journal> open_unchecked(const std::string& folder) {
  journal_config config;
  config.folder = folder;
  config.vfs = test::faulty_vfs();
  // Nobody else writes, so that a fault meets the same write each time.
  config.checkpoint_every = std::chrono::hours{1};
  auto opened = journal::open(config);
  if (auto failed = std::get_if<store_error>(&opened))
    throw std::runtime_error{failed->message};
  return std::move(std::get<std::unique_ptr<journal>>(opened));
}

/// What was appended, and what each commit left.
class model {
public:
  /// Few keys, so that a pass changes, ends and revives what it has seen.
  void append_some(journal& to, std::size_t commits) {
    for (; commits > 0; --commits) {
      record_group group;
      for (auto left = 1 + random_() % 6; left > 0; --left)
        group.push_back(next());
      ASSERT_FALSE(to.append({group}));
      appended_.push_back(group);
      auto now = moments_.back();
      for (const auto& entry : group)
        test::take_in(now, entry);
      moments_.push_back(std::move(now));
    }
  }

  const contents& now() const {
    return moments_.back();
  }

  /// Reads the whole journal of a process that is gone, and returns how many
  /// records it has beside the state.
  std::size_t check(const std::string& folder) const {
    std::vector<record> rows;
    const auto read = audit_journal(folder, [&rows](record row) {
      rows.push_back(std::move(row));
      return store_error{};
    });
    if (const auto failed = std::get_if<store_error>(&read)) {
      ADD_FAILURE() << failed->message;
      return 0;
    }
    const auto& figures = std::get<journal_figures>(read);
    EXPECT_EQ(rows.size(), figures.state_rows + figures.journal_rows);
    auto since = appended_.size();
    for (auto at = rows.size(); at > figures.state_rows;) {
      if (since == 0 || appended_[since - 1].size() > at - figures.state_rows) {
        ADD_FAILURE() << "what came after the state begins within a commit";
        return 0;
      }
      const auto& group = appended_[--since];
      at -= group.size();
      for (std::size_t i = 0; i < group.size(); ++i)
        EXPECT_TRUE(same(rows[at + i], group[i]))
            << "commit " << since << ", record " << i << ": key "
            << rows[at + i].key << " is " << rows[at + i].body;
    }
    contents state;
    for (std::size_t i = 0; i < figures.state_rows; ++i) {
      EXPECT_EQ(rows[i].what, record::change::put);
      EXPECT_TRUE(
          state.emplace(std::pair{rows[i].kind, rows[i].key}, rows[i].body)
              .second)
          << rows[i].key << " is in the state twice";
    }
    EXPECT_EQ(state, moments_[since]) << "the state after " << since;
    return figures.journal_rows;
  }

private:
  record next() {
    const auto number = random_();
    const auto key = std::to_string(number / 32 % 17);
    const auto kind = static_cast<std::uint16_t>(1 + number / 32 / 17 % 2);
    if (number % 8 < 3)
      return test::erase(key, kind);
    // Some large enough for pages of their own.
    return test::put(key,
                     std::to_string(++version_)
                         + std::string(number % 32 == 31 ? 5000 : 20, '.'),
                     kind);
  }

  std::minstd_rand random_{51};
  std::size_t version_ = 0;
  std::vector<record_group> appended_;
  std::vector<contents> moments_{1};
};

/// Which call of the disk fails, and all after it.
struct stop {
  bool at_a_sync = false;
  int calls_before = 0;

  void arm() const {
    faults().reset();
    faults().where = test::disk_faults::file::log;
    (at_a_sync ? faults().syncs_left : faults().writes_left) = calls_before;
  }
};

/// Folds until a fault ends it, with a commit after every fourth chunk, which
/// no fault meets; whether a fault did.
bool fold_until(stop fault, journal& folded, model& past) {
  fault.arm();
  store_error failed;
  for (int chunks = 1; !failed && folded.figures().journal_rows > 0; ++chunks) {
    failed = folded.fold(chunk);
    if (failed || chunks % 4 != 0)
      continue;
    faults().where = test::disk_faults::file::database;
    past.append_some(folded, 1);
    faults().where = test::disk_faults::file::log;
  }
  return bool(failed);
}

class JournalFold : public ::testing::TestWithParam<bool> {
protected:
  JournalFold() {
    faults().reset();
    auto journal = open_unchecked(made.path());
    // A state, and history that changes it.
    past.append_some(*journal, 15);
    while (journal->figures().journal_rows > 0)
      EXPECT_FALSE(journal->fold(1000));
    past.append_some(*journal, 14);
  }
  ~JournalFold() override {
    faults().reset();
  }

  /// A copy of the journal, which the constructor has made.
  void begin(const std::string& folder) const {
    for (const auto& file : fs::directory_iterator{made.path()})
      fs::copy(file.path(), fs::path{folder} / file.path().filename());
  }

  test::temp_folder made;
  model past;
};

TEST_P(JournalFold, LeavesOneMomentAndAllSinceWhereverItEnds) {
  auto ended = true;
  int calls = 0;
  int with_history = 0;
  for (; ended && !HasFailure(); ++calls) {
    SCOPED_TRACE(calls);
    const test::temp_folder folder;
    begin(folder.path());
    auto seen = past;
    ended =
        fold_until({GetParam(), calls}, *open_unchecked(folder.path()), seen);
    faults().reset();
    with_history += seen.check(folder.path()) > 0 ? 1 : 0;
    // The next fold begins anew over what is left and what is new, and ends
    // early too.
    {
      auto journal = open_unchecked(folder.path());
      EXPECT_EQ(test::replayed(*journal), seen.now());
      seen.append_some(*journal, 5);
      fold_until({GetParam(), calls / 2}, *journal, seen);
    }
    faults().reset();
    seen.check(folder.path());
    {
      auto journal = open_unchecked(folder.path());
      while (journal->figures().journal_rows > 0)
        ASSERT_FALSE(journal->fold(chunk));
    }
    EXPECT_EQ(seen.check(folder.path()), 0u);
  }
  // Enough of both: ends before and after a pass had merged all there was.
  EXPECT_GT(calls, GetParam() ? 10 : 40);
  EXPECT_GT(with_history, 5);
  EXPECT_GT(calls - with_history, 4);
}

INSTANTIATE_TEST_SUITE_P(AtA, JournalFold, ::testing::Bool(),
                         [](const auto& at_a_sync) {
                           return at_a_sync.param ? "Sync" : "Write";
                         });

} // namespace
} // namespace leasehold
