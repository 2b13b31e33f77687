// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/region_session.hpp"

#include <deque>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <kj/async.h>
#include <kj/vector.h>

#include "actors/door/answer.hpp"
#include "actors/door/batch.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/lease_number.hpp"
#include "runtime/rpc/kj_error.hpp"

namespace leasehold {

namespace {

// -- how the calls that come in batches are alike -----------------------------

void refuse(rpc::LeaseOutcome::Builder outcome, std::uint64_t /*lease*/,
            const failure& why) {
  auto to = outcome.initRefusal();
  to.setCode(static_cast<rpc::ErrorCode>(why.code));
  to.setMessage(why.message);
}

void refuse(rpc::ReleaseOutcome::Builder outcome, std::uint64_t lease,
            const failure& why) {
  outcome.setLease(lease);
  outcome.setCode(static_cast<rpc::ErrorCode>(why.code));
  outcome.setMessage(why.message);
}

struct requests {
  using results = rpc::OutcomesResult;

  template <class Context>
  static kj::Promise<void> here(session_server& session, Context context) {
    return session.requestLeases(context);
  }
  template <class Params>
  static auto items(Params&& params) {
    return params.getRequests();
  }
  static auto call(rpc::Session::Client& at, kj::uint count,
                   rpc::Session::RequestLeasesParams::Reader whole) {
    auto request = at.requestLeasesRequest();
    request.setHandles(whole.getHandles());
    request.initRequests(count);
    return request;
  }
  static std::uint64_t lease_of(rpc::LeaseRequest::Reader) {
    return 0;
  }
};

struct renewals {
  using results = rpc::OutcomesResult;

  template <class Context>
  static kj::Promise<void> here(session_server& session, Context context) {
    return session.renewLeases(context);
  }
  template <class Params>
  static auto items(Params&& params) {
    return params.getRenewals();
  }
  static auto call(rpc::Session::Client& at, kj::uint count,
                   rpc::Session::RenewLeasesParams::Reader) {
    auto request = at.renewLeasesRequest();
    request.initRenewals(count);
    return request;
  }
  static std::uint64_t lease_of(rpc::Renewal::Reader x) {
    return x.getLease();
  }
};

struct changes {
  using results = rpc::OutcomesResult;

  template <class Context>
  static kj::Promise<void> here(session_server& session, Context context) {
    return session.changeLeases(context);
  }
  template <class Params>
  static auto items(Params&& params) {
    return params.getChanges();
  }
  static auto call(rpc::Session::Client& at, kj::uint count,
                   rpc::Session::ChangeLeasesParams::Reader) {
    auto request = at.changeLeasesRequest();
    request.initChanges(count);
    return request;
  }
  static std::uint64_t lease_of(rpc::Change::Reader x) {
    return x.getLease();
  }
};

struct releases {
  using results = rpc::ReleasesResult;

  template <class Context>
  static kj::Promise<void> here(session_server& session, Context context) {
    return session.releaseLeases(context);
  }
  template <class Params>
  static auto items(Params&& params) {
    return params.getReleases();
  }
  static auto call(rpc::Session::Client& at, kj::uint count,
                   rpc::Session::ReleaseLeasesParams::Reader) {
    auto request = at.releaseLeasesRequest();
    request.initReleases(count);
    return request;
  }
  static std::uint64_t lease_of(rpc::Release::Reader x) {
    return x.getLease();
  }
};

/// What another node has not answered may be done all the same.
failure no_answer(const std::string& node, const kj::Exception& why) {
  return {errc::unknown_outcome,
          fmt::format("node {} was asked and gave no answer: {}; ask again "
                      "with the same request id",
                      node, explain(why))};
}

/// One node's part of a batch.
template <class Results>
struct part {
  std::string node;
  /// Which items of the whole it has.
  std::vector<kj::uint> places;
  kj::Maybe<capnp::Response<Results>> answer;
  failure why;
};

template <class Results>
struct whole {
  // Parts are referred to while others are added.
  std::deque<part<Results>> parts;
  /// Whom each item is about, where it is one.
  std::vector<std::uint64_t> leases;

  part<Results>& of(const std::string& node) {
    for (auto& x : parts)
      if (x.node == node)
        return x;
    parts.emplace_back();
    parts.back().node = node;
    return parts.back();
  }
};

template <class Results, class Builders>
void write(const part<Results>& x, const std::vector<std::uint64_t>& leases,
           Builders to) {
  auto why = x.why;
  KJ_IF_MAYBE (answer, x.answer) {
    if (answer->isOutcomes()
        && answer->getOutcomes().size() == x.places.size()) {
      for (std::size_t i = 0; i < x.places.size(); ++i)
        to.setWithCaveats(x.places[i],
                          answer->getOutcomes()[static_cast<kj::uint>(i)]);
      return;
    }
    why = answer->isFailure()
        ? from_wire(answer->getFailure())
        : failure{errc::unknown_outcome,
                  fmt::format("node {} gave an answer that this node does not "
                              "know: let both run one version",
                              x.node)};
  }
  for (auto place : x.places)
    refuse(to[place], leases[place], why);
}

} // namespace

region_session::region_session(std::shared_ptr<door_context> door,
                               std::shared_ptr<remote_sessions> elsewhere,
                               kj::Own<session_server> here)
    : door_(std::move(door)),
      elsewhere_(std::move(elsewhere)),
      here_(*here),
      here_client_(kj::mv(here)) {}

// -- whom a call is for -------------------------------------------------------

std::string region_session::node_of(std::uint64_t lease) const {
  return door_->links()->node_of(lease_id{lease});
}

result<rpc::Session::Client>
region_session::session_at(const std::string& node) {
  if (node.empty())
    return here_client_;
  return elsewhere_->session_at(node);
}

template <class Context, class Request>
kj::Promise<void> region_session::pass_on(Context context, std::uint64_t lease,
                                          Request request) {
  return ask_node(context, node_of(lease), request);
}

template <class Call, class Context, class NodeOf>
kj::Promise<void> region_session::spread(Context context, NodeOf node_of) {
  using results = typename Call::results;
  if (door_->links()->alone())
    return Call::here(here_, context);
  auto params = context.getParams();
  auto items = Call::items(params);
  if (auto fits = check_batch(items.size()); !fits)
    return answer(context, fits.error());
  auto all = std::make_shared<whole<results>>();
  for (auto i = 0u; i < items.size(); ++i) {
    all->of(node_of(items[i])).places.push_back(i);
    all->leases.push_back(Call::lease_of(items[i]));
  }
  if (all->parts.size() == 1 && all->parts.front().node.empty())
    return Call::here(here_, context);
  kj::Vector<kj::Promise<void>> asked;
  for (auto& x : all->parts) {
    auto at = session_at(x.node);
    if (!at) {
      x.why = at.error();
      continue;
    }
    auto request =
        Call::call(*at, static_cast<kj::uint>(x.places.size()), params);
    auto to = Call::items(request);
    for (std::size_t i = 0; i < x.places.size(); ++i)
      to.setWithCaveats(static_cast<kj::uint>(i), items[x.places[i]]);
    asked.add(request.send().then(
        [all, &x](capnp::Response<results>&& answer) {
          x.answer = kj::mv(answer);
        },
        [all, &x](kj::Exception&& why) { x.why = no_answer(x.node, why); }));
  }
  context.releaseParams();
  return kj::joinPromises(asked.releaseAsArray())
      .then([all, context]() mutable {
        auto to = context.getResults().initOutcomes(
            static_cast<kj::uint>(all->leases.size()));
        for (auto& x : all->parts)
          write(x, all->leases, to);
      });
}

// -- calls --------------------------------------------------------------------

kj::Promise<void> region_session::requestLeases(RequestLeasesContext context) {
  return spread<requests>(context, [this](rpc::LeaseRequest::Reader x) {
    return door_->links()->node_of_target(x.getTarget().cStr());
  });
}

kj::Promise<void> region_session::renewLeases(RenewLeasesContext context) {
  return spread<renewals>(context, [this](rpc::Renewal::Reader x) {
    return node_of(x.getLease());
  });
}

kj::Promise<void> region_session::changeLeases(ChangeLeasesContext context) {
  return spread<changes>(
      context, [this](rpc::Change::Reader x) { return node_of(x.getLease()); });
}

kj::Promise<void> region_session::releaseLeases(ReleaseLeasesContext context) {
  return spread<releases>(context, [this](rpc::Release::Reader x) {
    return node_of(x.getLease());
  });
}

kj::Promise<void> region_session::lease(LeaseContext context) {
  const auto id = context.getParams().getId();
  return pass_on(context, id, [id](rpc::Session::Client& at) {
    auto request = at.leaseRequest();
    request.setId(id);
    return request;
  });
}

kj::Promise<void> region_session::readEvents(ReadEventsContext context) {
  auto params = context.getParams();
  if (params.getLease() == 0)
    return here_.readEvents(context);
  return pass_on(context, params.getLease(),
                 [params](rpc::Session::Client& at) {
                   auto request = at.readEventsRequest();
                   request.setFrom(params.getFrom());
                   request.setLease(params.getLease());
                   request.setCountMax(params.getCountMax());
                   return request;
                 });
}

kj::Promise<void> region_session::subscribe(SubscribeContext context) {
  auto params = context.getParams();
  if (params.getLease() == 0)
    return here_.subscribe(context);
  return pass_on(context, params.getLease(),
                 [params](rpc::Session::Client& at) {
                   auto request = at.subscribeRequest();
                   request.setListener(params.getListener());
                   request.setFrom(params.getFrom());
                   request.setLease(params.getLease());
                   return request;
                 });
}

kj::Promise<void> region_session::acknowledge(AcknowledgeContext context) {
  auto params = context.getParams();
  return pass_on(context, params.getLease(),
                 [params](rpc::Session::Client& at) {
                   auto request = at.acknowledgeRequest();
                   request.setLease(params.getLease());
                   request.setSequence(params.getSequence());
                   return request;
                 });
}

kj::Promise<void> region_session::explain(ExplainContext context) {
  auto params = context.getParams();
  if (params.getLease() == 0)
    return here_.explain(context);
  return pass_on(context, params.getLease(),
                 [params](rpc::Session::Client& at) {
                   auto request = at.explainRequest();
                   request.setLease(params.getLease());
                   request.setRequest(params.getRequest());
                   return request;
                 });
}

kj::Promise<void> region_session::readCalendar(ReadCalendarContext context) {
  auto params = context.getParams();
  const auto node =
      door_->links()->node_of_subject(params.getResource().cStr());
  return ask_node(context, node, [params](rpc::Session::Client& at) {
    auto request = at.readCalendarRequest();
    request.setResource(params.getResource());
    request.setStartInMs(params.getStartInMs());
    request.setEndInMs(params.getEndInMs());
    request.setStepsMax(params.getStepsMax());
    return request;
  });
}

// -- leases of all nodes ------------------------------------------------------

/// Ids of leases begin with the number of the node that granted them, so the
/// pages of one node after the other are in the order of ids.
class region_session::page_walk {
public:
  page_walk(region_session& of, ListLeasesContext context)
      : of_(of),
        context_(kj::mv(context)),
        nodes_(of.door_->links()->by_number()),
        missing_(of.door_->links()->never_reached()) {
    const lease_id after{context_.getParams().getAfter()};
    while (next_ < nodes_.size() && nodes_[next_].number < node_number(after))
      ++next_;
  }

  /// The next page that has leases, or the last one.
  kj::Promise<void> go_on() {
    if (next_ == nodes_.size()) {
      finish(nullptr);
      return kj::READY_NOW;
    }
    auto& node = nodes_[next_++];
    auto at = of_.session_at(node.name);
    if (!at) {
      missing_.push_back(node.name);
      return go_on();
    }
    auto params = context_.getParams();
    auto request = at->listLeasesRequest();
    request.setFilter(params.getFilter());
    request.setAfter(params.getAfter());
    request.setCountMax(params.getCountMax());
    return request.send().then(
        [this](answer&& page) -> kj::Promise<void> {
          if (page.isLeases() && page.getLeases().size() == 0)
            return go_on();
          finish(&page);
          return kj::READY_NOW;
        },
        [this, &node](kj::Exception&&) -> kj::Promise<void> {
          missing_.push_back(node.name);
          return go_on();
        });
  }

private:
  using answer = capnp::Response<rpc::LeasePageResult>;

  void finish(answer* page) {
    auto to = context_.getResults();
    if (page != nullptr && !page->isLeases()) {
      to.setFailure(page->getFailure());
      return;
    }
    if (page == nullptr)
      to.initLeases(0);
    else
      to.setLeases(page->getLeases());
    to.setMore(page != nullptr && (page->getMore() || next_ < nodes_.size()));
    write_names(to.initMissing(static_cast<kj::uint>(missing_.size())),
                missing_);
  }

  region_session& of_;
  ListLeasesContext context_;
  std::vector<numbered_node> nodes_;
  std::size_t next_ = 0;
  std::vector<std::string> missing_;
};

kj::Promise<void> region_session::listLeases(ListLeasesContext context) {
  if (door_->links()->alone())
    return here_.listLeases(context);
  const auto one = context.getParams().getFilter().getLease();
  if (one != 0)
    return pass_on(context, one,
                   [params = context.getParams()](rpc::Session::Client& at) {
                     auto request = at.listLeasesRequest();
                     request.setFilter(params.getFilter());
                     request.setAfter(params.getAfter());
                     request.setCountMax(params.getCountMax());
                     return request;
                   });
  auto walk = kj::heap<page_walk>(*this, context);
  auto& begun = *walk;
  return begun.go_on().attach(kj::mv(walk));
}

} // namespace leasehold
