// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/region_operator.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "actors/door/all_nodes.hpp"
#include "actors/door/answer.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

/// A call that answers with `Done` has no results but that.
void write_failure(const failure& why, rpc::Done::Builder to) {
  to_wire(status{why}, to);
}

template <class Results>
void write_failure(const failure& why, Results to) {
  to_wire(why, to.initFailure());
}

std::string name_of(const std::string& node) {
  return node.empty() ? "this node" : "node " + node;
}

/// One answer for all that were given the order: what failed, and where it was
/// carried out all the same.
status sum_up(const node_answers<rpc::Done>& all) {
  std::string done;
  for (auto& x : all)
    if (x.answer != nullptr)
      done += (done.empty() ? "" : ", ") + name_of(x.node);
  for (auto& x : all) {
    if (x.answer != nullptr)
      continue;
    auto why = x.refusal.value_or(
        failure{errc::unknown_outcome, "it gave no answer; ask again"});
    why.message = fmt::format("{}: {}", name_of(x.node), why.message);
    if (!done.empty())
      why.message += fmt::format(" ({} has done its part)", done);
    return why;
  }
  return success();
}

/// Asks an operator's node whether it would load the topology.
auto check_at(capnp::Text::Reader toml) {
  return [toml](rpc::Operator::Client& at) {
    auto request = at.checkTopologyRequest();
    request.setToml(toml);
    return request;
  };
}

/// All nodes are given the same, or it is said which were not.
class order_walk {
public:
  struct stop {
    std::string node;
    rpc::Operator::Client at;
  };

  order_walk(std::vector<stop> stops, asking what)
      : stops_(std::move(stops)), what_(what) {}

  template <class Ask>
  kj::Promise<status> go_on(Ask ask) {
    if (next_ == stops_.size())
      return status{success()};
    auto& here = stops_[next_++];
    return ask(here.at).send().then(
        [this, ask, &here](auto&& answer) -> kj::Promise<status> {
          if (answer.isFailure())
            return refused(here.node, from_wire(answer.getFailure()));
          return go_on(ask);
        },
        [this, &here](kj::Exception&& why) -> kj::Promise<status> {
          return refused(here.node, {errc::unknown_outcome, explain(why)});
        });
  }

private:
  status refused(const std::string& node, failure why) const {
    if (next_ == 1)
      return why;
    why.message = fmt::format("{}: {}", name_of(node), why.message);
    if (what_ == asking::whether_it_fits)
      return why;
    std::vector<std::string> done;
    for (std::size_t i = 0; i + 1 < next_; ++i)
      done.push_back(name_of(stops_[i].node));
    why.message += fmt::format(
        "; {} already {} it, so the nodes differ until it is repeated",
        fmt::join(done, ", "), done.size() == 1 ? "has" : "have");
    return why;
  }

  std::vector<stop> stops_;
  const asking what_;
  std::size_t next_ = 0;
};

} // namespace

region_operator::region_operator(std::shared_ptr<door_context> door,
                                 std::shared_ptr<remote_sessions> elsewhere,
                                 kj::Own<operator_server> here)
    : door_(std::move(door)),
      elsewhere_(std::move(elsewhere)),
      here_(*here),
      here_client_(kj::mv(here)) {}

result<rpc::Operator::Client>
region_operator::operator_at(const std::string& node) {
  if (node.empty())
    return here_client_;
  return elsewhere_->operator_at(node);
}

template <class Context, class Request>
kj::Promise<void> region_operator::pass_on(Context context,
                                           const std::string& node,
                                           Request request) {
  auto at = operator_at(node);
  if (!at) {
    write_failure(at.error(), context.getResults());
    return kj::READY_NOW;
  }
  return context.tailCall(request(*at));
}

template <class Results, class Ask>
auto region_operator::ask(const std::vector<std::string>& nodes, Ask what) {
  return ask_all<Results>(
      nodes, [this](const std::string& node) { return operator_at(node); },
      what);
}

template <class Context, class Request>
kj::Promise<void> region_operator::order(Context context,
                                         const std::string& subject,
                                         Request request) {
  const auto nodes = door_->links()->nodes_of_subject(subject);
  if (nodes.size() < 2)
    return pass_on(context, nodes.empty() ? std::string{} : nodes.front(),
                   request);
  // Half an order is worse than none: none is given while one can't be.
  for (auto& node : nodes)
    if (auto at = operator_at(node); !at) {
      write_failure(at.error(), context.getResults());
      return kj::READY_NOW;
    }
  return ask<rpc::Done>(nodes, request).then([context](auto&& all) mutable {
    to_wire(sum_up(*all), context.getResults());
  });
}

// -- of the node that runs what is named -------------------------------------

kj::Promise<void> region_operator::setCapacity(SetCapacityContext context) {
  auto params = context.getParams();
  const std::string resource = params.getResource().cStr();
  return order(context, resource, [params](rpc::Operator::Client& at) {
    auto request = at.setCapacityRequest();
    request.setResource(params.getResource());
    request.setCapacity(params.getCapacity());
    return request;
  });
}

kj::Promise<void> region_operator::planCapacity(PlanCapacityContext context) {
  auto params = context.getParams();
  const auto node =
      door_->links()->node_of_subject(params.getResource().cStr());
  return pass_on(context, node, [params](rpc::Operator::Client& at) {
    auto request = at.planCapacityRequest();
    request.setResource(params.getResource());
    request.setCapacity(params.getCapacity());
    return request;
  });
}

kj::Promise<void> region_operator::setOutage(SetOutageContext context) {
  auto params = context.getParams();
  const std::string subject = params.getOutage().getSubject().cStr();
  return order(context, subject, [params](rpc::Operator::Client& at) {
    auto request = at.setOutageRequest();
    request.setOutage(params.getOutage());
    return request;
  });
}

kj::Promise<void> region_operator::endOutage(EndOutageContext context) {
  auto params = context.getParams();
  const std::string subject = params.getSubject().cStr();
  return order(context, subject, [params](rpc::Operator::Client& at) {
    auto request = at.endOutageRequest();
    request.setSubject(params.getSubject());
    return request;
  });
}

/// Of a link between two nodes each plans for its own leases.
kj::Promise<void> region_operator::planOutage(PlanOutageContext context) {
  auto params = context.getParams();
  const auto nodes =
      door_->links()->nodes_of_subject(params.getOutage().getSubject().cStr());
  auto plan_at = [params](rpc::Operator::Client& at) {
    auto request = at.planOutageRequest();
    request.setOutage(params.getOutage());
    return request;
  };
  if (nodes.size() < 2)
    return pass_on(context, nodes.empty() ? std::string{} : nodes.front(),
                   plan_at);
  return ask<rpc::CurtailmentResult>(nodes, plan_at)
      .then([context](auto&& all) mutable {
        auto to = context.getResults();
        if (auto why = refusal_of(*all))
          return write_failure(*why, to);
        if (auto missing = missing_of(*all); !missing.empty())
          return write_failure({errc::unavailable,
                                fmt::format("{} gave no answer; try again",
                                            name_of(missing.front()))},
                               to);
        std::vector<rpc::Curtailment::Reader> plans;
        for (auto& x : *all)
          KJ_IF_MAYBE (answer, x.answer)
            plans.push_back(answer->getPlan());
        std::uint64_t count = 0;
        std::size_t listed = 0;
        for (auto& plan : plans) {
          count += plan.getCount();
          listed += plan.getLeases().size();
        }
        auto sum = to.initPlan();
        sum.setCount(count);
        auto leases = sum.initLeases(
            static_cast<kj::uint>(std::min(listed, bounds::curtailed)));
        kj::uint next = 0;
        for (auto& plan : plans)
          for (auto lease : plan.getLeases())
            if (next < leases.size())
              leases.setWithCaveats(next++, lease);
      });
}

kj::Promise<void> region_operator::traceLease(TraceLeaseContext context) {
  const auto lease = context.getParams().getLease();
  return pass_on(context, door_->links()->node_of(lease_id{lease}),
                 [lease](rpc::Operator::Client& at) {
                   auto request = at.traceLeaseRequest();
                   request.setLease(lease);
                   return request;
                 });
}

// -- for all nodes -----------------------------------------------------------

template <class Request>
kj::Promise<status> region_operator::walk(Request request, asking what) {
  std::vector<order_walk::stop> stops;
  for (auto& node : elsewhere_->nodes()) {
    auto at = operator_at(node);
    if (!at) {
      auto why = at.error();
      why.message += ": all nodes of a region are given the same";
      return status{std::move(why)};
    }
    stops.push_back({node, *at});
  }
  auto walk = kj::heap<order_walk>(std::move(stops), what);
  auto& begun = *walk;
  return begun.go_on(request).attach(kj::mv(walk));
}

template <class Context, class Request>
kj::Promise<void> region_operator::order_everywhere(Context context,
                                                    Request request) {
  if (alone())
    return pass_on(context, {}, request);
  return walk(request, asking::to_do_it).then([context](status&& done) mutable {
    to_wire(done, context.getResults());
  });
}

kj::Promise<void> region_operator::checkTopology(CheckTopologyContext context) {
  return walk(check_at(context.getParams().getToml()), asking::whether_it_fits)
      .then([context](status&& fits) mutable {
        to_wire(fits, context.getResults());
      });
}

kj::Promise<void> region_operator::loadTopology(LoadTopologyContext context) {
  if (alone())
    return here_.loadTopology(context);
  auto params = context.getParams();
  auto load_at = [params](rpc::Operator::Client& at) {
    auto request = at.loadTopologyRequest();
    request.setToml(params.getToml());
    return request;
  };
  return walk(check_at(params.getToml()), asking::whether_it_fits)
      .then(
          [this, context, load_at](status&& fits) mutable -> kj::Promise<void> {
            if (fits)
              return order_everywhere(context, load_at);
            to_wire(fits, context.getResults());
            return kj::READY_NOW;
          });
}

kj::Promise<void> region_operator::setRule(SetRuleContext context) {
  auto params = context.getParams();
  return order_everywhere(context, [params](rpc::Operator::Client& at) {
    auto request = at.setRuleRequest();
    request.setRule(params.getRule());
    return request;
  });
}

kj::Promise<void> region_operator::removeRule(RemoveRuleContext context) {
  auto params = context.getParams();
  return order_everywhere(context, [params](rpc::Operator::Client& at) {
    auto request = at.removeRuleRequest();
    request.setName(params.getName());
    return request;
  });
}

kj::Promise<void> region_operator::setClass(SetClassContext context) {
  auto params = context.getParams();
  return order_everywhere(context, [params](rpc::Operator::Client& at) {
    auto request = at.setClassRequest();
    request.setService(params.getService());
    return request;
  });
}

kj::Promise<void> region_operator::removeClass(RemoveClassContext context) {
  auto params = context.getParams();
  return order_everywhere(context, [params](rpc::Operator::Client& at) {
    auto request = at.removeClassRequest();
    request.setName(params.getName());
    return request;
  });
}

kj::Promise<void> region_operator::setThreshold(SetThresholdContext context) {
  auto params = context.getParams();
  auto set_at = [params](rpc::Operator::Client& at) {
    auto request = at.setThresholdRequest();
    request.setThreshold(params.getThreshold());
    return request;
  };
  const std::string resource = params.getThreshold().getResource().cStr();
  return resource.empty() ? order_everywhere(context, set_at)
                          : order(context, resource, set_at);
}

// -- of all nodes ------------------------------------------------------------

kj::Promise<void> region_operator::readDemand(ReadDemandContext context) {
  if (alone())
    return here_.readDemand(context);
  const std::string resource = context.getParams().getResource().cStr();
  auto demand_at = [resource](rpc::Operator::Client& at) {
    auto request = at.readDemandRequest();
    request.setResource(resource);
    return request;
  };
  if (!resource.empty())
    return pass_on(context, door_->links()->node_of_subject(resource),
                   demand_at);
  return ask<rpc::DemandResult>(elsewhere_->nodes(), demand_at)
      .then([context](auto&& all) mutable {
        auto to = context.getResults();
        if (auto why = refusal_of(*all))
          return write_failure(*why, to);
        std::vector<rpc::ResourceDemand::Reader> items;
        for (auto& x : *all)
          KJ_IF_MAYBE (answer, x.answer)
            for (auto each : answer->getDemand())
              items.push_back(each);
        std::stable_sort(items.begin(), items.end(), [](auto& x, auto& y) {
          return x.getLevel() > y.getLevel();
        });
        if (items.size() > bounds::demands)
          items.resize(bounds::demands);
        auto list = to.initDemand(static_cast<kj::uint>(items.size()));
        for (std::size_t i = 0; i < items.size(); ++i)
          list.setWithCaveats(static_cast<kj::uint>(i), items[i]);
        write_missing(*all, to);
      });
}

kj::Promise<void> region_operator::audit(AuditContext context) {
  if (alone())
    return here_.audit(context);
  auto audit_at = [](rpc::Operator::Client& at) {
    return at.auditRequest();
  };
  return ask<rpc::AuditResult>(elsewhere_->nodes(), audit_at)
      .then([context](auto&& all) mutable {
        auto to = context.getResults();
        if (auto why = refusal_of(*all))
          return write_failure(*why, to);
        auto sum = to.initReport();
        std::vector<std::pair<std::string, rpc::AuditReport::Finding::Reader>>
            findings;
        for (auto& x : *all)
          KJ_IF_MAYBE (answer, x.answer) {
            auto report = answer->getReport();
            sum.setLeases(sum.getLeases() + report.getLeases());
            sum.setHops(sum.getHops() + report.getHops());
            sum.setResources(sum.getResources() + report.getResources());
            for (auto finding : report.getFindings())
              findings.emplace_back(x.node, finding);
          }
        auto list = sum.initFindings(
            static_cast<kj::uint>(std::min(findings.size(), bounds::findings)));
        for (kj::uint i = 0; i < list.size(); ++i) {
          auto& [node, finding] = findings[i];
          list[i].setRule(finding.getRule());
          list[i].setSubject(finding.getSubject());
          list[i].setMessage(fmt::format("{}: {}", name_of(node),
                                         finding.getMessage().cStr()));
        }
        write_missing(*all, to);
      });
}

} // namespace leasehold
