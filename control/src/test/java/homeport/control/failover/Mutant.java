package homeport.control.failover;

import homeport.control.failover.Hands.Habit;
import homeport.control.failover.Move.Cause;
import homeport.control.failover.View.Follower;
import homeport.control.failover.View.Health;
import homeport.control.failover.View.Node;
import homeport.engine.Lsn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The protocol with one rule dropped: the real decision is shown something else, its answer is
 * changed, or it is carried out wrongly.
 */
enum Mutant {
    // ---- the decision sees something else ------------------------------------------------------

    PUBLISHES_WITHOUT_CONFIRMATION(seeing((_, view) -> followers(view, Mutant::boasting))),

    DOES_NOT_KILL(
            seeing((record, view) ->
                    record.voters().isEmpty()
                            ? view
                            : with(view, record.primary(), Mutant::withoutProcesses))),

    DOES_NOT_COMPARE_THE_END(
            seeing((record, view) -> with(view, record.primary(), Mutant::endedBeforeAll))),

    /** As it was before the mark: clean is clean. */
    FOLLOWS_WITHOUT_A_MARK(
            seeing((record, view) -> {
                View seen = view;
                for (String name : record.members())
                    if (!name.equals(record.primary()) || !view.node(name).processes())
                        seen = with(seen, name, Mutant::marked);
                return seen;
            }),
            Habit.DOES_NOT_MARK_WHAT_IT_STOPPED),

    LETS_VOTERS_RECEIVE(
            seeing((record, view) -> voting(record, view, node -> node.promise() > record.term())),
            Habit.LETS_THE_RECEIVER_RUN),

    NEEDS_NO_PROMISE(
            seeing((record, view) ->
                    voting(record, view, node -> node.follows().isEmpty() && !node.receiving())),
            Habit.PROMISES_IN_MEMORY),

    TAKES_ALL_DATA_FOR_KNOWN((record, view, wanted, limits) ->
            Failover.next(
                    record.led(record.primary(), record.term(), record.voters(), record.members()),
                    view,
                    wanted,
                    limits)),

    ASKS_ONLY_WHO_ANSWERS((record, view, wanted, limits) -> {
        Set<String> reachable = new HashSet<>(record.voters());
        reachable.removeIf(name -> !view.node(name).answers());
        boolean fewer = !reachable.isEmpty() && !view.node(record.primary()).answers();
        return Failover.next(fewer ? record.withVoters(reachable) : record, view, wanted, limits);
    }),

    LETS_ANYBODY_LEAD_WITHOUT_VOTERS((record, view, wanted, limits) -> {
        Set<String> others = new HashSet<>(record.followers());
        others.removeIf(name -> !view.node(name).answers() || !record.isCleared(name));
        boolean lost = record.voters().isEmpty() && !view.node(record.primary()).answers();
        return Failover.next(lost ? record.withVoters(others) : record, view, wanted, limits);
    }),

    // ---- the decision answers something else ---------------------------------------------------

    DEGRADES_POSTGRESQL_FIRST(
            answering((record, view, move) ->
                    move instanceof Move.Record(var _, var cause)
                                    && cause == Cause.DEGRADED
                                    && !waitsFor(view, Set.of())
                            ? new Move.Enforce(Set.of())
                            : move)),

    SHRINKS_THE_RECORD_FIRST(
            answering((record, _, move) ->
                    move instanceof Move.Enforce(var names)
                                    && !names.isEmpty()
                                    && names.size() < record.voters().size()
                                    && record.voters().containsAll(names)
                            ? new Move.Record(record.withVoters(names), Cause.SHRUNK)
                            : move)),

    GROWS_POSTGRESQL_FIRST(
            answering((record, view, move) ->
                    move instanceof Move.Record(var next, var cause)
                                    && cause == Cause.REDUNDANT
                                    && !record.voters().isEmpty()
                                    && !waitsFor(view, next.voters())
                            ? new Move.Enforce(next.voters())
                            : move)),

    ELECTS_THE_SHORTEST(
            electing((record, view, next) -> {
                String shortest =
                        record.voters().stream()
                                .min(Comparator.comparing(name -> view.node(name).at()))
                                .orElseThrow();
                return record.led(shortest, next.term(), Set.of(), Set.of());
            })),

    KEEPS_ALL_VOTERS(
            electing((record, _, next) -> {
                Set<String> others = new HashSet<>(record.voters());
                others.remove(next.primary());
                return record.led(next.primary(), next.term(), others, others);
            })),

    WAITS_FOR_WHAT_HANGS(
            answering((record, view, move) -> {
                boolean asked =
                        record.voters().stream().anyMatch(name -> view.node(name).answers());
                boolean hangs =
                        move instanceof Move.Kill(var node)
                                && view.node(node).health() == Health.SILENT;
                return hangs && !asked && !record.voters().isEmpty()
                        ? new Move.Rest(Optional.empty())
                        : move;
            })),

    /** As it was before: after all else, though still before its copy. */
    KILLS_STRANGERS_LAST((record, view, wanted, limits) ->
            switch (Failover.next(record, view, wanted, limits)) {
                case Move.Kill(var node)
                        when record.followers().contains(node)
                                && !record.voters().contains(node)
                                && view.node(node).answers() -> {
                    View without = with(view, node, Mutant::busy);
                    Move other = Failover.next(record, without, wanted, limits);
                    yield other instanceof Move.Rest ? new Move.Kill(node) : other;
                }
                case Move move -> move;
            }),

    OPENS_AT_ONCE(
            answering((record, view, move) -> {
                Node primary = view.node(record.primary());
                boolean leads = primary.answers() && !primary.standby();
                return leads && !view.opened() ? new Move.Open(record.primary()) : move;
            })),

    // ---- it is carried out wrongly -------------------------------------------------------------

    SKIPS_THE_CHECKPOINT(Failover::next, Habit.SKIPS_THE_CHECKPOINT),
    CHECKPOINTS_ONLY_AFTER_NO_NAMES(Failover::next, Habit.CHECKPOINTS_ONLY_AFTER_NO_NAMES),
    TAKES_A_RELOAD_FOR_DONE(Failover::next, Habit.TAKES_A_RELOAD_FOR_DONE),
    KEEPS_THE_OLD_NAMES_IN_MIND(Failover::next, Habit.KEEPS_THE_OLD_NAMES_IN_MIND),
    TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART(
            Failover::next, Habit.TRUSTS_WHAT_IT_KNEW_BEFORE_A_RESTART),
    OPENS_WHATEVER_RUNS(Failover::next, Habit.OPENS_WHATEVER_RUNS),
    RECORDS_A_COPY_IN_ANY_TERM(Failover::next, Habit.RECORDS_A_COPY_IN_ANY_TERM),
    PROMISES_IN_MEMORY(Failover::next, Habit.PROMISES_IN_MEMORY),
    LETS_THE_RECEIVER_RUN(Failover::next, Habit.LETS_THE_RECEIVER_RUN),
    GIVES_THE_NAMES_AFTER_PROMOTION(Failover::next, Habit.NAMES_AFTER_PROMOTION);

    private final Look.Decision decision;
    private final Habit[] habits;

    Mutant(Look.Decision decision, Habit... habits) {
        this.decision = decision;
        this.habits = habits;
    }

    Exploration explore(Exploration.Bounds bounds, List<Law> laws) {
        return new Exploration(decision, new Hands(habits), bounds, laws);
    }

    // ---- how -----------------------------------------------------------------------------------

    /** Who leads instead. */
    private interface Election {
        Topology next(Topology record, View view, Topology next);
    }

    /** What is done instead. */
    private interface Answer {
        Move instead(Topology record, View view, Move move);
    }

    private static Look.Decision electing(Election election) {
        return answering((record, view, move) ->
                move instanceof Move.Record(var next, var cause)
                                && (cause == Cause.FAILOVER || cause == Cause.SWITCHOVER)
                        ? new Move.Record(election.next(record, view, next), cause)
                        : move);
    }

    private static Look.Decision answering(Answer answer) {
        return (record, view, wanted, limits) ->
                answer.instead(record, view, Failover.next(record, view, wanted, limits));
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
        return new Changed(node).processes(false).node();
    }

    private static Node endedBeforeAll(Node node) {
        return new Changed(node).cleanEnd(node.cleanEnd().map(_ -> Lsn.NONE)).node();
    }

    private static Node marked(Node node) {
        return new Changed(node).standby(true).node();
    }

    private static Node busy(Node node) {
        return new Changed(node).busy(true).node();
    }

    /** Who fulfils this counts as a voter for the next term. */
    private static View voting(Topology record, View view, Predicate<Node> has) {
        if (view.node(record.primary()).answers()) return view;
        View seen = view;
        for (String name : record.voters()) {
            Node node = view.node(name);
            long term = Math.max(record.term() + 1, node.promise());
            if (has.test(node))
                seen = with(seen, name, voter -> new Changed(voter).voted(term).node());
        }
        return seen;
    }

    /** A node, and what is said of it instead. */
    private static final class Changed {
        private final Node node;
        private boolean busy;
        private boolean processes;
        private boolean standby;
        private long promise;
        private String follows;
        private boolean receiving;
        private Optional<Lsn> cleanEnd;

        private Changed(Node node) {
            this.node = node;
            busy = node.busy();
            processes = node.processes();
            standby = node.standby();
            promise = node.promise();
            follows = node.follows();
            receiving = node.receiving();
            cleanEnd = node.cleanEnd();
        }

        private Changed busy(boolean now) {
            busy = now;
            return this;
        }

        private Changed processes(boolean now) {
            processes = now;
            return this;
        }

        private Changed standby(boolean now) {
            standby = now;
            return this;
        }

        private Changed voted(long term) {
            promise = term;
            follows = "";
            receiving = false;
            return this;
        }

        private Changed cleanEnd(Optional<Lsn> now) {
            cleanEnd = now;
            return this;
        }

        private Node node() {
            return new Node(
                    node.data(),
                    busy,
                    processes,
                    node.health(),
                    node.silence(),
                    standby,
                    promise,
                    follows,
                    receiving,
                    node.at(),
                    node.timeline(),
                    cleanEnd);
        }
    }
}
