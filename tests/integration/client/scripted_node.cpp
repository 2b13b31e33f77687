// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/client/scripted_node.hpp"

#include <stdexcept>
#include <utility>

#include "messages/codec/common_codec.hpp"
#include "runtime/rpc/connection_context.hpp"
#include "runtime/rpc/listener.hpp"
#include "runtime/rpc/loop_context.hpp"

namespace leasehold::test {

namespace {

template <class Script, class Context>
kj::Promise<void> play(const Script& script, Context context) {
  if (!script)
    KJ_UNIMPLEMENTED("not in the script");
  return script(context);
}

class scripted_lease final : public rpc::Lease::Server {
public:
  explicit scripted_lease(const node_script& script) : script_(script) {}

  kj::Promise<void> renew(RenewContext context) override {
    return play(script_.renew_lease, context);
  }
  kj::Promise<void> release(ReleaseContext context) override {
    return play(script_.release_lease, context);
  }

private:
  const node_script& script_;
};

class scripted_session final : public rpc::Session::Server {
public:
  explicit scripted_session(const node_script& script) : script_(script) {}

  kj::Promise<void> requestLeases(RequestLeasesContext context) override {
    return play(script_.request, context);
  }
  kj::Promise<void> renewLeases(RenewLeasesContext context) override {
    return play(script_.renew, context);
  }
  kj::Promise<void> releaseLeases(ReleaseLeasesContext context) override {
    return play(script_.release, context);
  }
  kj::Promise<void> listLeases(ListLeasesContext context) override {
    return play(script_.list, context);
  }
  kj::Promise<void> readEvents(ReadEventsContext context) override {
    return play(script_.events, context);
  }
  kj::Promise<void> subscribe(SubscribeContext context) override {
    return play(script_.subscribe, context);
  }
  kj::Promise<void> listClasses(ListClassesContext context) override {
    return play(script_.list_classes, context);
  }
  kj::Promise<void> status(StatusContext context) override {
    return play(script_.status, context);
  }

private:
  const node_script& script_;
};

class scripted_operator final : public rpc::Operator::Server {
public:
  explicit scripted_operator(const node_script& script) : script_(script) {}

  kj::Promise<void> loadTopology(LoadTopologyContext context) override {
    return play(script_.load_topology, context);
  }
  kj::Promise<void> removeRule(RemoveRuleContext context) override {
    return play(script_.remove_rule, context);
  }
  kj::Promise<void> setClass(SetClassContext context) override {
    return play(script_.set_class, context);
  }
  kj::Promise<void> removeClass(RemoveClassContext context) override {
    return play(script_.remove_class, context);
  }
  kj::Promise<void> audit(AuditContext context) override {
    return play(script_.audit, context);
  }

private:
  const node_script& script_;
};

class scripted_door final : public rpc::Bootstrap::Server {
public:
  scripted_door(const node_script& script,
                std::shared_ptr<connection_context> connection,
                handover<std::string>& logins, handover<int>& versions)
      : script_(script),
        connection_(std::move(connection)),
        logins_(logins),
        versions_(versions) {}

  kj::Promise<void> version(VersionContext context) override {
    context.getResults().setProgram("scripted");
    versions_.put(1);
    return kj::READY_NOW;
  }

  kj::Promise<void> login(LoginContext context) override {
    auto credentials = context.getParams().getCredentials();
    auto results = context.getResults();
    if (script_.refuse_login) {
      to_wire(*script_.refuse_login, results.initFailure());
      return kj::READY_NOW;
    }
    std::string name = credentials.getName().cStr();
    logins_.put(name + " " + credentials.getProgram().cStr());
    connection_->authenticated();
    auto login = results.initLogin();
    login.setNode("GW1");
    login.setSession(kj::heap<scripted_session>(script_));
    if (name == script_.operator_name)
      login.setOperator(kj::heap<scripted_operator>(script_));
    return kj::READY_NOW;
  }

private:
  const node_script& script_;
  std::shared_ptr<connection_context> connection_;
  handover<std::string>& logins_;
  handover<int>& versions_;
};

} // namespace

scripted_node::scripted_node(node_script script) : script_(std::move(script)) {
  listener_config config;
  config.on_closed = [](const closed_connection&) {
  };
  auto door = [this](std::shared_ptr<connection_context> connection) {
    return kj::heap<scripted_door>(script_, std::move(connection), logins_,
                                   versions_);
  };
  port_ = loop_.call([&config, &door](loop_context& loop) {
    auto opened = listener::open(loop, config, door);
    if (!opened)
      throw std::runtime_error(opened.error().message);
    auto& kept = loop.keep(kj::mv(*opened));
    loop.at_stop([&kept] { return kept.stop(); });
    return kept.port();
  });
}

scripted_node::~scripted_node() {
  stop();
}

void scripted_node::stop() {
  loop_.stop();
}

lease_info granted_lease(std::uint64_t id) {
  lease_info x;
  x.id = lease_id{id};
  x.epoch = epoch{1};
  x.lessee = lessee_name{"alice"};
  x.target = resource_name{"EP51/printer"};
  x.source = endpoint_name{"EP11"};
  x.amount = amounts{unit::count, 1};
  x.granted = period::finite(std::chrono::minutes{1});
  x.term = {node_time.now, node_time.now + std::chrono::minutes{1}};
  x.deadline = x.term.end;
  x.service = class_name{"standard"};
  x.route.hops = {{gateway_name{"GW1"}, {{x.target, x.amount}}}};
  return x;
}

rpc::Lease::Client lease_capability(const node_script& script) {
  return kj::heap<scripted_lease>(script);
}

} // namespace leasehold::test
