// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/line_editor.hpp"

#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <histedit.h>

namespace leasehold::shell {

namespace {

constexpr int history_lines_max = 1000;

} // namespace

struct line_editor::session {
  ~session() {
    if (history_file)
      history(past, &event, H_SAVE, history_file->c_str());
    el_end(edit);
    history_end(past);
  }

  static session& of(EditLine* edit) {
    void* self = nullptr;
    el_get(edit, EL_CLIENTDATA, &self);
    return *static_cast<session*>(self);
  }

  static const char* show_prompt(EditLine* edit) {
    return of(edit).prompt.c_str();
  }

  static unsigned char on_tab(EditLine* edit, int) {
    return of(edit).insert_completion();
  }

  static unsigned char on_interrupt(EditLine* edit, int) {
    of(edit).interrupted = true;
    return CC_EOF;
  }

  unsigned char insert_completion() {
    const auto* line = el_line(edit);
    std::string_view before{
        line->buffer, static_cast<std::size_t>(line->cursor - line->buffer)};
    auto found = complete(before);
    auto shared = common_prefix(found.words);
    if (found.words.empty())
      return CC_REFRESH_BEEP;
    if (shared.size() > found.typed) {
      el_insertstr(edit, shared.c_str() + found.typed);
      return CC_REFRESH;
    }
    if (found.words.size() == 1)
      return CC_REFRESH;
    std::fputc('\n', stdout);
    for (const auto& word : found.words)
      std::printf("%s  ", word.c_str());
    std::fputc('\n', stdout);
    return CC_REDISPLAY;
  }

  completer complete;
  std::optional<std::filesystem::path> history_file;
  EditLine* edit = nullptr;
  History* past = nullptr;
  HistEvent event{};
  std::string prompt;
  bool interrupted = false;
};

std::optional<std::filesystem::path> history_path() {
  const auto* home = std::getenv("HOME");
  if (!home || *home == '\0')
    return std::nullopt;
  return std::filesystem::path{home} / ".leasehold_history";
}

line_editor::line_editor(completer complete,
                         std::optional<std::filesystem::path> history_file)
    : session_(std::make_unique<session>()) {
  // Characters of several bytes are edited as one.
  std::setlocale(LC_CTYPE, "");
  auto& s = *session_;
  s.complete = std::move(complete);
  s.history_file = std::move(history_file);
  s.past = history_init();
  history(s.past, &s.event, H_SETSIZE, history_lines_max);
  history(s.past, &s.event, H_SETUNIQUE, 1);
  if (s.history_file)
    history(s.past, &s.event, H_LOAD, s.history_file->c_str());
  s.edit = el_init("leasehold", stdin, stdout, stderr);
  el_set(s.edit, EL_CLIENTDATA, &s);
  el_set(s.edit, EL_PROMPT, session::show_prompt);
  el_set(s.edit, EL_EDITOR, "emacs");
  el_set(s.edit, EL_HIST, history, s.past);
  el_set(s.edit, EL_ADDFN, "complete", "Complete the word", session::on_tab);
  el_set(s.edit, EL_BIND, "^I", "complete", nullptr);
  el_set(s.edit, EL_ADDFN, "forget", "Forget the line", session::on_interrupt);
  el_set(s.edit, EL_BIND, "^C", "forget", nullptr);
  el_set(s.edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  // While a line is edited, Ctrl-C is a key and no signal.
  el_set(s.edit, EL_SETTY, "-d", "-isig", nullptr);
  // The user's own key bindings, from ~/.editrc.
  el_source(s.edit, nullptr);
}

line_editor::~line_editor() = default;

typed_line line_editor::read(const std::string& prompt) {
  auto& s = *session_;
  s.prompt = prompt;
  s.interrupted = false;
  // Before the prompt shows: else the terminal takes keys that follow it at
  // once as its own, Ctrl-C and Ctrl-D among them.
  el_set(s.edit, EL_PREP_TERM, 1);
  int count = 0;
  const auto* text = el_gets(s.edit, &count);
  if (s.interrupted) {
    std::puts("^C");
    return {typed_line::kind::interrupted};
  }
  if (!text || count <= 0) {
    std::puts("");
    return {typed_line::kind::end};
  }
  std::string line{text, static_cast<std::size_t>(count)};
  if (line.back() == '\n')
    line.pop_back();
  if (line.find_first_not_of(" \t") != std::string::npos)
    history(s.past, &s.event, H_ENTER, line.c_str());
  return {typed_line::kind::text, std::move(line)};
}

} // namespace leasehold::shell
