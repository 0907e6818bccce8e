package homeport.control.failover;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import homeport.control.failover.Move.Cause;
import homeport.control.failover.View.Enforced;
import homeport.control.failover.View.Health;
import homeport.control.failover.View.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides the next move for a database of several nodes. Pure: no clock, no I/O, no log; whoever
 * carries it out looks again afterwards. Stopping between any two moves is harmless: the record and
 * the nodes tell where to go on.
 */
public final class Failover {
    private final Topology record;
    private final View view;
    private final Set<String> wanted;
    private final Limits limits;
    private final Node primary;

    private Failover(Topology record, View view, Set<String> wanted, Limits limits) {
        this.record = record;
        this.view = view;
        this.wanted = wanted;
        this.limits = limits;
        this.primary = view.node(record.primary());
    }

    /**
     * @param wanted the nodes that should be there; the primary stays whether it is among them or
     *     not
     */
    public static Move next(Topology record, View view, Set<String> wanted, Limits limits) {
        return new Failover(record, view, wanted, limits).next();
    }

    private Move next() {
        if (primary.leads() && switches())
            return primary.busy() ? rest() : new Move.StopToHandOver(record.primary());
        if (isLost()) return record.voters().isEmpty() ? again() : replace();
        if (primary.busy() || !primary.answers()) return rest();
        if (primary.standby()) return new Move.Promote(record.primary(), record.voters());
        long promised = promised();
        if (promised > record.term()) return renew(promised);
        return lead();
    }

    // ---- the primary is lost ------------------------------------------------------------------

    private boolean switches() {
        return view.switchAsked()
                && canBeAsked(record.voters()).size() >= record.votesNeeded()
                && !record.voters().isEmpty();
    }

    private boolean isLost() {
        return switch (primary.health()) {
            case GONE -> !primary.busy();
            case ANSWERING -> false;
            case SILENT -> exceeds(primary.silence(), limits.silenceMax());
            case STARTING ->
                    exceeds(
                            primary.silence(),
                            record.voters().isEmpty() ? limits.startMax() : limits.silenceMax());
        };
    }

    /** Rule 5: nobody else may lead, so it has to lead again. */
    private Move again() {
        if (primary.processes()) return new Move.Kill(record.primary());
        return primary.data() ? new Move.Start(record.primary()) : rest();
    }

    private Move replace() {
        Set<String> reachable = canBeAsked(record.voters());
        if (reachable.size() < record.votesNeeded()) return bringBack();
        if (primary.processes()) return new Move.Kill(record.primary()); // rule 3
        long term = Math.max(record.term() + 1, promised());
        Set<String> unasked =
                reachable.stream().filter(name -> !hasVoted(name, term)).collect(toSet());
        if (!unasked.isEmpty()) return new Move.AskVotes(unasked, term);
        return new Move.Record(
                elected(reachable, term), view.switchAsked() ? Cause.SWITCHOVER : Cause.FAILOVER);
    }

    private Set<String> canBeAsked(Set<String> voters) {
        return voters.stream()
                .filter(name -> view.node(name).answers() && view.node(name).standby())
                .collect(toCollection(TreeSet::new));
    }

    private boolean hasVoted(String name, long term) {
        Node node = view.node(name);
        return node.promise() >= term && !node.receiving() && node.follows().isEmpty();
    }

    /** Rule 4. Who has a part of the winner's log may follow it; who has all of it may vote. */
    private Topology elected(Set<String> votes, long term) {
        String winner =
                votes.stream()
                        .max(
                                Comparator.comparing((String name) -> view.node(name).timeline())
                                        .thenComparing(name -> view.node(name).at())
                                        .thenComparing(
                                                name -> view.preferred().equals(Optional.of(name)))
                                        .thenComparing(Comparator.reverseOrder()))
                        .orElseThrow();
        Node best = view.node(winner);
        Set<String> equal = new HashSet<>();
        Set<String> cleared = new HashSet<>();
        for (String name : votes) {
            Node node = view.node(name);
            if (name.equals(winner) || node.timeline() != best.timeline()) continue;
            cleared.add(name);
            if (node.at().equals(best.at())) equal.add(name);
        }
        if (endsBefore(best)) cleared.add(record.primary());
        return record.led(winner, term, equal, cleared);
    }

    /**
     * Rule 6, for a primary that was shut down: its last record is in the winner's log, and whoever
     * starts it does not add to it.
     */
    private boolean endsBefore(Node winner) {
        return primary.standby()
                && primary.timeline() == winner.timeline()
                && primary.cleanEnd().filter(end -> end.compareTo(winner.at()) < 0).isPresent();
    }

    /** Too few can be asked: what is down or hangs is started, and whoever comes first decides. */
    private Move bringBack() {
        List<String> all = new ArrayList<>(new TreeSet<>(record.voters()));
        all.add(record.primary());
        for (String name : all) {
            Node node = view.node(name);
            if (!node.isDown() && !hangs(node)) continue;
            if (node.processes()) return new Move.Kill(name);
            if (node.data()) return new Move.Start(name);
        }
        return rest();
    }

    private long promised() {
        return record.members().stream()
                .mapToLong(name -> view.node(name).promise())
                .max()
                .orElseThrow();
    }

    /** Votes were given and nobody was elected; the voters may not return to the old term. */
    private Move renew(long term) {
        Set<String> stay = record.followers().stream().filter(record::isCleared).collect(toSet());
        return new Move.Record(record.led(record.primary(), term, Set.of(), stay), Cause.RENEWAL);
    }

    // ---- the primary leads --------------------------------------------------------------------

    private Move lead() {
        return Stream.<Supplier<Optional<Move>>>of(
                        this::voters,
                        this::opening,
                        this::strangers,
                        this::candidates,
                        this::obedience,
                        this::members,
                        this::followers)
                .flatMap(rule -> rule.get().stream()) // one after another: members need voters done
                .findFirst()
                .orElseGet(this::rest);
    }

    /** Rule 2: fewer voters in the record before fewer in PostgreSQL, unless some remain. */
    private Optional<Move> voters() {
        Set<String> live = record.voters().stream().filter(this::holds).collect(toSet());
        if (live.equals(record.voters())) return Optional.empty();
        if (live.isEmpty())
            return Optional.of(new Move.Record(record.withVoters(Set.of()), Cause.DEGRADED));
        if (!enforces(live)) return Optional.of(new Move.Enforce(live));
        if (!haveAll(live)) return Optional.of(rest());
        return Optional.of(new Move.Record(record.withVoters(live), Cause.SHRUNK));
    }

    private boolean holds(String voter) {
        View.Follower follower = view.follower(voter);
        Duration max = follower.streaming() ? limits.stuckMax() : limits.goneMax();
        return wanted.contains(voter) && !exceeds(follower.stuck(), max);
    }

    /** What a client can see must survive: one of the voters has all that this primary shows. */
    private Optional<Move> opening() {
        if (view.opened()) return Optional.empty();
        if (record.voters().isEmpty()) return Optional.of(new Move.Open(record.primary()));
        if (!enforces(record.voters())) return Optional.of(new Move.Enforce(record.voters()));
        boolean safe = record.voters().stream().filter(this::hasAll).count() >= Topology.ACKS;
        return safe ? Optional.of(new Move.Open(record.primary())) : followers();
    }

    /** Rule 6: it answers with rows that nobody else has, the more so under the next primary. */
    private Optional<Move> strangers() {
        return record.followers().stream()
                .filter(name -> !record.voters().contains(name))
                .filter(name -> !isUsable(name, view.node(name)) && !view.node(name).busy())
                .filter(name -> view.node(name).processes())
                .findFirst()
                .map(Move.Kill::new);
    }

    private Optional<Move> candidates() {
        Set<String> ready =
                record.followers().stream()
                        .filter(name -> !record.voters().contains(name) && isReady(name))
                        .collect(toSet());
        if (ready.isEmpty()) return Optional.empty();
        if (!record.voters().isEmpty()) { // rule 2: more in the record first, then in PostgreSQL
            Set<String> more = new HashSet<>(record.voters());
            more.addAll(ready);
            return Optional.of(new Move.Record(record.withVoters(more), Cause.REDUNDANT));
        }
        if (!enforces(ready)) return Optional.of(new Move.Enforce(ready));
        if (haveAll(ready))
            return Optional.of(new Move.Record(record.withVoters(ready), Cause.REDUNDANT));
        return Optional.of(followers().orElseGet(this::rest)); // they are catching up
    }

    private boolean isReady(String name) {
        View.Follower follower = view.follower(name);
        return wanted.contains(name)
                && record.isCleared(name)
                && follower.streaming()
                && !exceeds(follower.stuck(), limits.stuckMax())
                && primary.at().bytes() - follower.flushed().bytes() <= limits.behindMaxBytes();
    }

    /** PostgreSQL waits for exactly those of the record. */
    private Optional<Move> obedience() {
        return enforces(record.voters())
                ? Optional.empty()
                : Optional.of(new Move.Enforce(record.voters()));
    }

    private Optional<Move> members() {
        Set<String> now = new HashSet<>(wanted);
        now.add(record.primary());
        if (now.equals(record.members())) return Optional.empty();
        if (!record.members().containsAll(now)) {
            now.addAll(record.members());
            return Optional.of(new Move.Record(record.withMembers(now), Cause.JOINED));
        }
        // a voter that is not wanted has been taken for lost before we come here
        return Optional.of(new Move.Record(record.withMembers(now), Cause.LEFT));
    }

    /** Voters first: clients and commits may be waiting for them. */
    private Optional<Move> followers() {
        return record.followers().stream()
                .sorted(Comparator.comparing(name -> !record.voters().contains(name)))
                .map(name -> care(name, view.node(name)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Rule 6: with data that is not known to be part of the history, a node is copied anew. */
    private Optional<Move> care(String name, Node node) {
        if (node.busy()) return Optional.empty();
        boolean votes = record.voters().contains(name);
        boolean usable = isUsable(name, node);
        boolean down = node.health() == Health.GONE;
        if (node.processes() && (down || (!votes && (!usable || hangs(node)))))
            return Optional.of(new Move.Kill(name));
        if (!usable) return votes ? Optional.empty() : Optional.of(new Move.Copy(name));
        if (down) return Optional.of(new Move.Start(name));
        boolean elsewhere = node.answers() && !node.follows().equals(record.primary());
        return elsewhere ? Optional.of(new Move.Follow(name)) : Optional.empty();
    }

    private boolean isUsable(String name, Node node) {
        return node.data() && node.standby() && record.isCleared(name);
    }

    private boolean hangs(Node node) {
        return node.health() == Health.SILENT && exceeds(node.silence(), limits.silenceMax());
    }

    private boolean enforces(Set<String> names) {
        return view.enforced().map(Enforced::names).filter(names::equals).isPresent();
    }

    private boolean haveAll(Collection<String> names) {
        return names.stream().allMatch(this::hasAll);
    }

    private boolean hasAll(String name) {
        View.Follower follower = view.follower(name);
        return follower.streaming()
                && view.enforced()
                        .filter(enforced -> follower.flushed().reaches(enforced.from()))
                        .isPresent();
    }

    private Move rest() {
        return new Move.Rest(Optional.empty());
    }

    private static boolean exceeds(Duration time, Duration max) {
        return time.compareTo(max) >= 0;
    }
}
