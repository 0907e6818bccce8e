package homeport.control.failover;

import homeport.control.failover.Move.Cause;
import homeport.control.failover.View.Follower;
import homeport.control.failover.View.Health;
import homeport.control.failover.View.Node;
import homeport.engine.Lsn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The protocol with one rule dropped: the real decision is shown something else, its answer is
 * changed, or it is carried out wrongly.
 */
final class Mutant {
    private Mutant() {}

    /** Nothing is wrong with the decision. */
    static final Look.Decision NONE = Failover::next;

    // ---- the decision sees something else ------------------------------------------------------

    static final Look.Decision PUBLISHES_WITHOUT_CONFIRMATION =
            seeing((_, view) -> followers(view, Mutant::boasting));

    static final Look.Decision DOES_NOT_KILL =
            seeing((record, view) ->
                    record.voters().isEmpty()
                            ? view
                            : with(view, record.primary(), Mutant::withoutProcesses));

    static final Look.Decision DOES_NOT_COMPARE_THE_END =
            seeing((record, view) -> with(view, record.primary(), Mutant::endedBeforeAll));

    static final Look.Decision TAKES_A_STANDBY_THAT_RECEIVES_FOR_STOPPED =
            seeing((record, view) ->
                    promised(record, view, node -> node.promise() > record.term()));

    static final Look.Decision ASKS_FOR_NO_PROMISE =
            seeing((record, view) ->
                    promised(record, view, node -> node.follows().isEmpty() && !node.receiving()));

    static final Look.Decision TAKES_ALL_DATA_FOR_KNOWN =
            (record, view, wanted, limits) ->
                    Failover.next(
                            record.led(
                                    record.primary(),
                                    record.term(),
                                    record.voters(),
                                    record.members()),
                            view,
                            wanted,
                            limits);

    static final Look.Decision ASKS_ONLY_WHO_ANSWERS =
            (record, view, wanted, limits) -> {
                Set<String> reachable = new HashSet<>(record.voters());
                reachable.removeIf(name -> !view.node(name).answers());
                boolean fewer = !reachable.isEmpty() && !view.node(record.primary()).answers();
                return Failover.next(
                        fewer ? record.withVoters(reachable) : record, view, wanted, limits);
            };

    static final Look.Decision LETS_ANYBODY_LEAD_WITHOUT_VOTERS =
            (record, view, wanted, limits) -> {
                Set<String> others = new HashSet<>(record.followers());
                others.removeIf(name -> !view.node(name).answers() || !record.isCleared(name));
                boolean lost = record.voters().isEmpty() && !view.node(record.primary()).answers();
                return Failover.next(
                        lost ? record.withVoters(others) : record, view, wanted, limits);
            };

    // ---- the decision answers something else ---------------------------------------------------

    static final Look.Decision DEGRADES_POSTGRESQL_FIRST =
            (record, view, wanted, limits) ->
                    switch (Failover.next(record, view, wanted, limits)) {
                        case Move.Record(var _, var cause)
                                when cause == Cause.DEGRADED && !waitsFor(view, Set.of()) ->
                                new Move.Enforce(Set.of());
                        case Move move -> move;
                    };

    static final Look.Decision SHRINKS_THE_RECORD_FIRST =
            (record, view, wanted, limits) ->
                    switch (Failover.next(record, view, wanted, limits)) {
                        case Move.Enforce(var names)
                                when !names.isEmpty()
                                        && names.size() < record.voters().size()
                                        && record.voters().containsAll(names) ->
                                new Move.Record(record.withVoters(names), Cause.SHRUNK);
                        case Move move -> move;
                    };

    static final Look.Decision GROWS_POSTGRESQL_FIRST =
            (record, view, wanted, limits) ->
                    switch (Failover.next(record, view, wanted, limits)) {
                        case Move.Record(var next, var cause)
                                when cause == Cause.REDUNDANT
                                        && !record.voters().isEmpty()
                                        && !waitsFor(view, next.voters()) ->
                                new Move.Enforce(next.voters());
                        case Move move -> move;
                    };

    static final Look.Decision ELECTS_THE_SHORTEST =
            electing((record, view, next) -> {
                String shortest =
                        record.voters().stream()
                                .min(Comparator.comparing(name -> view.node(name).at()))
                                .orElseThrow();
                return record.led(shortest, next.term(), Set.of(), Set.of());
            });

    static final Look.Decision KEEPS_ALL_VOTERS =
            electing((record, _, next) -> {
                Set<String> others = new HashSet<>(record.voters());
                others.remove(next.primary());
                return record.led(next.primary(), next.term(), others, others);
            });

    static final Look.Decision OPENS_AT_ONCE =
            (record, view, wanted, limits) -> {
                Node primary = view.node(record.primary());
                boolean leads = primary.health() == Health.ANSWERING && !primary.standby();
                return leads && !view.opened()
                        ? new Move.Open(record.primary())
                        : Failover.next(record, view, wanted, limits);
            };

    // ---- how -----------------------------------------------------------------------------------

    /** Who leads instead. */
    private interface Election {
        Topology next(Topology record, View view, Topology next);
    }

    private static Look.Decision electing(Election election) {
        return (record, view, wanted, limits) ->
                switch (Failover.next(record, view, wanted, limits)) {
                    case Move.Record(var next, var cause)
                            when cause == Cause.FAILOVER || cause == Cause.SWITCHOVER ->
                            new Move.Record(election.next(record, view, next), cause);
                    case Move move -> move;
                };
    }

    private static Look.Decision seeing(BiFunction<Topology, View, View> glasses) {
        return (record, view, wanted, limits) ->
                Failover.next(record, glasses.apply(record, view), wanted, limits);
    }

    private static boolean waitsFor(View view, Set<String> names) {
        return view.enforced().filter(enforced -> enforced.names().equals(names)).isPresent();
    }

    private static View followers(View view, UnaryOperator<Follower> change) {
        Map<String, Follower> followers = new HashMap<>(view.followers());
        followers.replaceAll((_, follower) -> change.apply(follower));
        return new View(
                view.nodes(),
                view.enforced(),
                followers,
                view.opened(),
                view.switchAsked(),
                view.now());
    }

    private static Follower boasting(Follower follower) {
        return new Follower(true, new Lsn(255), Duration.ZERO);
    }

    private static View with(View view, String name, UnaryOperator<Node> change) {
        Map<String, Node> nodes = new HashMap<>(view.nodes());
        nodes.computeIfPresent(name, (_, node) -> change.apply(node));
        return new View(
                nodes,
                view.enforced(),
                view.followers(),
                view.opened(),
                view.switchAsked(),
                view.now());
    }

    private static Node withoutProcesses(Node node) {
        return copy(node, false, node.promise(), node.follows(), node.receiving(), node.cleanEnd());
    }

    private static Node endedBeforeAll(Node node) {
        return copy(
                node,
                node.processes(),
                node.promise(),
                node.follows(),
                node.receiving(),
                node.cleanEnd().map(_ -> Lsn.NONE));
    }

    /** Who fulfils this counts as a voter for the next term. */
    private static View promised(
            Topology record, View view, java.util.function.Predicate<Node> has) {
        View seen = view;
        if (view.node(record.primary()).answers()) return view;
        for (String name : record.voters()) {
            long term = Math.max(record.term() + 1, view.node(name).promise());
            if (has.test(view.node(name)))
                seen =
                        with(
                                seen,
                                name,
                                node ->
                                        copy(
                                                node,
                                                node.processes(),
                                                term,
                                                "",
                                                false,
                                                node.cleanEnd()));
        }
        return seen;
    }

    private static Node copy(
            Node node,
            boolean processes,
            long promise,
            String follows,
            boolean receiving,
            Optional<Lsn> cleanEnd) {
        return new Node(
                node.data(),
                node.busy(),
                processes,
                node.health(),
                node.silence(),
                node.standby(),
                promise,
                follows,
                receiving,
                node.at(),
                node.timeline(),
                cleanEnd);
    }
}
