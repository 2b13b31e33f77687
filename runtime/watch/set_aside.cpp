// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/watch/set_aside.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace leasehold {

namespace {

constexpr std::string_view aside_word = "aside ";
constexpr std::string_view last_word = "last ";
/// More is not read: nobody sets so much aside.
constexpr std::size_t text_max = 1 << 20;

bool begins(std::string_view line, std::string_view word) {
  return line.substr(0, word.size()) == word && line.size() > word.size();
}

/// One line, whatever it is.
std::string on_one_line(std::string text) {
  for (auto& c : text)
    if (c < ' ' || c > '~')
      c = '?';
  return text;
}

std::string path_in(const std::string& folder) {
  return folder + "/set-aside";
}

status failed(const std::string& path) {
  return failure{
      errc::unavailable,
      fmt::format("cannot write {}: {}", path, std::strerror(errno))};
}

status write_file(const std::string& path, const std::string& text) {
  const auto file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0)
    return failed(path);
  const auto written = ::write(file, text.data(), text.size());
  const auto whole =
      written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  auto result = whole ? success() : failed(path);
  ::close(file);
  return result;
}

} // namespace

set_aside::set_aside(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (begins(line, aside_word))
      aside_.emplace(line.substr(aside_word.size()));
    else if (begins(line, last_word))
      last_ = line.substr(last_word.size());
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

void set_aside::stuck(const std::string& work) {
  const auto line = on_one_line(work);
  if (!line.empty() && line == last_) {
    aside_.insert(line);
    last_.clear();
  } else {
    last_ = line;
  }
}

void set_aside::ended() {
  last_.clear();
}

std::string set_aside::text() const {
  std::string result;
  for (auto& work : aside_)
    result += fmt::format("{}{}\n", aside_word, work);
  if (!last_.empty())
    result += fmt::format("{}{}\n", last_word, last_);
  return result;
}

set_aside read_set_aside(const std::string& folder) {
  std::ifstream file{path_in(folder), std::ios::binary};
  std::string text(text_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return set_aside{text};
}

status write_set_aside(const std::string& folder, const set_aside& x) {
  const auto path = path_in(folder);
  const auto text = x.text();
  if (text.empty())
    return ::unlink(path.c_str()) == 0 || errno == ENOENT ? success()
                                                          : failed(path);
  const auto next = path + ".next";
  if (auto written = write_file(next, text); !written)
    return written;
  return std::rename(next.c_str(), path.c_str()) == 0 ? success()
                                                      : failed(path);
}

} // namespace leasehold
