// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The main of a fuzz target where there is no fuzzer: runs every file of the
// corpus, in the order of their names.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

std::filesystem::path corpus;

std::vector<std::filesystem::path> inputs() {
  std::vector<std::filesystem::path> found;
  if (std::filesystem::is_directory(corpus))
    for (const auto& entry : std::filesystem::directory_iterator{corpus})
      found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

TEST(Corpus, BreaksNoRule) {
  auto files = inputs();
  ASSERT_FALSE(files.empty()) << "nothing to replay in " << corpus;
  for (const auto& path : files) {
    std::ifstream file{path, std::ios::binary};
    ASSERT_TRUE(file) << path;
    const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
    // A rule that is broken ends the process: its file is the last one named.
    std::printf("%s\n", path.filename().c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                           bytes.size());
  }
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc == 2)
    corpus = argv[1];
  return RUN_ALL_TESTS();
}
