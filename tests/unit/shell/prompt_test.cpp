// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/script_fixture.hpp"
#include "tools/shell/completion.hpp"
#include "tools/shell/line_source.hpp"
#include "tools/shell/prompt_chunk.hpp"
#include "tools/shell/repl.hpp"

namespace leasehold::shell {

struct teapot {};

template <>
struct object_name<teapot> {
  static constexpr auto value = "teapot";
};

namespace {

class typed_lines : public line_source {
public:
  explicit typed_lines(std::deque<typed_line> lines)
      : lines_(std::move(lines)) {}

  typed_line read(const std::string& prompt) override {
    prompts.push_back(prompt);
    if (lines_.empty())
      return {typed_line::kind::end};
    auto line = lines_.front();
    lines_.pop_front();
    return line;
  }

  std::vector<std::string> prompts;

private:
  std::deque<typed_line> lines_;
};

class Prompt : public ScriptTest {
protected:
  /// What these lines print.
  std::string type(const std::vector<std::string>& lines) {
    std::deque<typed_line> typed;
    for (const auto& line : lines)
      typed.push_back({typed_line::kind::text, line});
    return feed(std::move(typed));
  }

  std::string feed(std::deque<typed_line> lines) {
    host.printed.clear();
    host.complaints.clear();
    typed_lines source{std::move(lines)};
    exit_code = run_prompt(*env, source);
    prompts = source.prompts;
    return host.printed;
  }

  chunk_status judge(const std::string& typed) {
    return read_chunk(env->state(), typed).status;
  }

  int exit_code = -1;
  std::vector<std::string> prompts;
};

TEST_F(Prompt, ShowsTheValuesOfAnExpression) {
  EXPECT_EQ(type({"1 + 1"}), "= 2\n");
  EXPECT_EQ(type({"'a', {b = {1, 2}}"}), "= \"a\"\n= {b = {1, 2}}\n");
  EXPECT_EQ(type({"nil"}), "= nil\n");
  EXPECT_EQ(type({"true, nil"}), "= true\n");
  EXPECT_EQ(type({"nil, 'why'"}), "= nil\n= \"why\"\n");
  EXPECT_EQ(type({"nil, nil"}), "= nil\n= nil\n");
  EXPECT_EQ(type({"x = 1", ""}), "");
  EXPECT_EQ(exit_code, 0);
}

TEST_F(Prompt, KeepsLocalsForTheNextLine) {
  EXPECT_EQ(type({"local a, b = 1, 2", "a + b"}), "= 3\n");
  EXPECT_EQ(type({"local function f() return 7 end", "f()"}), "= 7\n");
  EXPECT_EQ(type({"do local hidden = 1 end", "hidden"}), "= nil\n");
}

TEST_F(Prompt, AsksForTheRestOfAnUnfinishedEntry) {
  EXPECT_EQ(type({"for i = 1, 2 do", "print(i)", "end"}), "1\n2\n");
  EXPECT_EQ(prompts[0], "leasehold> ");
  EXPECT_EQ(prompts[1], "        -> ");
  EXPECT_EQ(prompts[3], "leasehold> ");
}

TEST_F(Prompt, JudgesWhetherAnEntryIsWhole) {
  EXPECT_EQ(judge("x = {"), chunk_status::incomplete);
  EXPECT_EQ(judge("f("), chunk_status::incomplete);
  EXPECT_EQ(judge("x = [[text"), chunk_status::incomplete);
  EXPECT_EQ(judge("if x then"), chunk_status::incomplete);
  EXPECT_EQ(judge("x = 1"), chunk_status::complete);
  EXPECT_EQ(judge("x y"), chunk_status::wrong);
  EXPECT_EQ(judge("x = \"open"), chunk_status::wrong);
}

TEST_F(Prompt, GoesOnAfterAnError) {
  EXPECT_EQ(type({"error('oh')", "nonsense here", "7"}), "= 7\n");
  EXPECT_TRUE(contains(host.complaints, "prompt:1: oh"));
  EXPECT_TRUE(contains(host.complaints, "syntax error"));
}

TEST_F(Prompt, ForgetsAnEntryOnCtrlC) {
  EXPECT_EQ(feed({{typed_line::kind::text, "for"},
                  {typed_line::kind::interrupted},
                  {typed_line::kind::text, "8"}}),
            "= 8\n");
}

TEST_F(Prompt, GoesOnAfterAnInterruptedScript) {
  host.interrupt_waits = true;
  EXPECT_EQ(type({"sleep(5)", "9"}), "= 9\n");
  EXPECT_TRUE(contains(host.complaints, "interrupted"));
}

TEST_F(Prompt, SurvivesAValueThatCanNotBeShown) {
  auto text = type({"setmetatable({}, {__tostring = function() error('no') "
                    "end})",
                    "10"});
  EXPECT_TRUE(contains(text, "no\n= 10\n"));
}

TEST_F(Prompt, TakesPlainWordsAsTheyAreMeant) {
  EXPECT_TRUE(contains(type({"help"}), "Functions:\n"));
  EXPECT_EQ(type({"quit", "print('still here')"}), "");
  EXPECT_EQ(type({"exit", "print('still here')"}), "");
  EXPECT_EQ(exit_code, 0);
}

TEST_F(Prompt, DoesNotRepeatTheLineOfAnExpectation) {
  type({"expect(false, 'why')"});
  EXPECT_EQ(host.complaints,
            "prompt:1: expectation failed: found false\n  why\n");
}

TEST_F(Prompt, LeavesWithTheCodeOfExit) {
  type({"exit(5)", "print('no')"});
  EXPECT_EQ(exit_code, 5);
  EXPECT_EQ(host.printed, "");
}

class Complete : public ScriptTest {
protected:
  Complete() {
    env->extend([](api& bindings, lua_State*) {
      bindings.named("brew", {"brew{...}", "Brews.", "brew{leaf = 'a'}"},
                     {{"leaf", "which leaf"}, {"length", "how long"}},
                     [](const named_arguments&) { return teapot{}; });
      bindings.object<teapot>({"teapot", "Holds tea.", "t:pour()"})
          .method("pour", {"t:pour()", "Pours.", "t:pour()"}, [](teapot&) {})
          .field("full", {"t.full", "Whether full.", "t.full"},
                 [](const teapot&) { return true; });
    });
    output("t = brew{} deep = {er = {est = 1, other = print}} text = 'x'");
  }

  std::vector<std::string> words(const std::string& line) {
    return complete(env->state(), env->known(), line).words;
  }

  using list = std::vector<std::string>;
};

TEST_F(Complete, FindsGlobalsAndKeywords) {
  EXPECT_EQ(words("x = sl"), list{"sleep"});
  EXPECT_EQ(words("expect_e"), (list{"expect_equal", "expect_error"}));
  EXPECT_EQ(words("whi"), list{"while"});
  EXPECT_TRUE(words("nothing_like_it").empty());
}

TEST_F(Complete, FindsFieldsOfTables) {
  EXPECT_EQ(words("deep."), list{"er"});
  EXPECT_EQ(words("print(deep.er."), (list{"est", "other"}));
  EXPECT_EQ(words("deep.er:"), list{"other"});
  EXPECT_TRUE(words("missing.").empty());
  EXPECT_TRUE(words("deep.er.est.").empty());
}

TEST_F(Complete, FindsMembersOfObjects) {
  EXPECT_EQ(words("t:"), list{"pour"});
  EXPECT_EQ(words("t:po"), list{"pour"});
  EXPECT_EQ(words("t."), (list{"full", "pour"}));
}

TEST_F(Complete, FindsMethodsOfText) {
  EXPECT_EQ(words("text:upp"), list{"upper"});
}

TEST_F(Complete, FindsArgumentsInsideBraces) {
  EXPECT_EQ(words("x = brew{"), (list{"leaf", "length"}));
  EXPECT_EQ(words("brew{leaf = 'a', le"), (list{"leaf", "length"}));
  EXPECT_EQ(words("brew{leaf = {1}, len"), list{"length"});
  EXPECT_EQ(words("brew{leaf = sle"), list{"sleep"});
  EXPECT_TRUE(words("brew{leaf = 'a'} len").empty());
}

TEST_F(Complete, CallsNothing) {
  output("trap = setmetatable({}, {__index = function() error('called') end})");
  EXPECT_TRUE(words("trap.x.y").empty());
  EXPECT_TRUE(words("trap.").empty());
}

TEST_F(Complete, SurvivesAnyInput) {
  for (const auto* line :
       {"", ".", ":", "a..", "{{{", "}}}", "brew{{", "(", "1.",
        "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x"})
    words(line);
}

TEST(CommonPrefix, IsWhatAllWordsShare) {
  EXPECT_EQ(common_prefix({"expect_equal", "expect_error"}), "expect_e");
  EXPECT_EQ(common_prefix({"a", "b"}), "");
  EXPECT_EQ(common_prefix({"one"}), "one");
  EXPECT_EQ(common_prefix({}), "");
}

} // namespace
} // namespace leasehold::shell
