package homeport.control.replica;

import homeport.control.failover.Move.Cause;
import homeport.control.failover.Topology;
import homeport.engine.Lsn;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to do next for a read replica of several nodes, Multi-AZ or a Multi-AZ DB cluster, as long
 * as it is a replica: its first node, the primary of the record, streams from the source, and the
 * others from it. No commit waits for any of them, and none has anything that the source did not
 * have: whichever has the source's history may be the first. A node is cleared, in the record, when
 * its data was copied from what takes the writes. Pure. See docs/adr/0008.
 */
public final class Cascade {
    private Cascade() {}

    /** Each may be stopped halfway and done again. */
    public sealed interface Move {
        /** Nothing until something changes. */
        record Rest() implements Move {}

        /** Write the record by compare-and-set; when it has changed meanwhile, look again. */
        record Record(Topology next, Cause cause) implements Move {}

        /** A failover was asked for, and there is to be no other node any more. */
        record GiveUp() implements Move {}

        /** Stop the first node, if it runs; then this one is the first, on record. */
        record TakeOver(String node) implements Move {}

        /** Stop and remove what is left of a node that is no member any more. */
        record Remove(String node) implements Move {}

        /** Throw the node's data away, if it has some, and copy what takes the writes. */
        record Copy(String node) implements Move {}

        /** Start it as a standby of the first node. */
        record Start(String node) implements Move {}

        /** It does not answer: kill it, to start it again. */
        record Kill(String node) implements Move {}

        /** Give it the settings that the first node has, and have it stream from that. */
        record Follow(String node) implements Move {}
    }

    /**
     * One of the others in one look.
     *
     * @param busy a copy, a start or a removal is under way
     * @param copied its data were copied in the present term, which is not on record yet
     * @param at how far its log goes; empty: no server, or it did not say
     * @param hangs it has a server that has not answered for long
     * @param streams from the first node, as that says
     * @param told it has the settings, and knows whom to follow
     * @param rests it has been copied or started in vain and waits before the next time
     * @param cutOff it can never catch up with the first node
     */
    public record Standby(
            boolean data,
            boolean busy,
            boolean copied,
            boolean running,
            boolean hangs,
            Optional<Lsn> at,
            boolean streams,
            boolean told,
            boolean rests,
            boolean cutOff) {
        /** One that is only on record. */
        public static final Standby ABSENT =
                new Standby(
                        false,
                        false,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        false,
                        false,
                        false,
                        false);
    }

    /**
     * All nodes in one look.
     *
     * @param wanted the nodes that should be there; the first one stays whether it is among them or
     *     not
     * @param leftovers nodes that are no members and of which something is left
     * @param runs the first node has a server, and that has not been silent for long
     * @param promoting it is to take writes, or does already: nobody else has what the first node
     *     has
     * @param copies what takes the writes can be copied now
     * @param switchAsked a failover was asked for
     * @param preferred of several this one is to be the first then
     */
    public record View(
            Topology record,
            Set<String> wanted,
            Set<String> leftovers,
            boolean runs,
            boolean promoting,
            boolean copies,
            boolean switchAsked,
            Optional<String> preferred,
            Map<String, Standby> standbys) {
        public View {
            wanted = Set.copyOf(wanted);
            leftovers = Set.copyOf(leftovers);
            standbys = Map.copyOf(standbys);
        }

        Standby standby(String name) {
            return standbys.getOrDefault(name, Standby.ABSENT);
        }
    }

    public static Move next(View view) {
        Optional<String> successor = successor(view);
        if (!view.promoting() && (!view.runs() || view.switchAsked())) {
            if (successor.isPresent()) return new Move.TakeOver(successor.get());
            boolean never = view.wanted().size() < 2 && view.record().followers().isEmpty();
            if (view.runs() && never) return new Move.GiveUp();
        }
        if (!view.runs()) return new Move.Rest(); // its start is not our business
        return members(view).or(() -> followers(view)).orElseGet(Move.Rest::new);
    }

    /** What one lacks that does not stream is not known while the first node is there. */
    private static Optional<String> successor(View view) {
        return view.record().followers().stream()
                .filter(view.record()::isCleared)
                .filter(name -> view.wanted().contains(name))
                .filter(name -> isAble(view.standby(name), view.runs()))
                .max(
                        Comparator.comparing((String name) -> isPreferred(view, name))
                                .thenComparing(name -> view.standby(name).at().orElseThrow())
                                .thenComparing(Comparator.reverseOrder()));
    }

    private static boolean isPreferred(View view, String name) {
        return view.switchAsked() && view.preferred().equals(Optional.of(name));
    }

    private static boolean isAble(Standby node, boolean firstRuns) {
        boolean serves = node.running() && !node.busy() && node.at().isPresent();
        return serves && (node.streams() || !firstRuns);
    }

    private static Optional<Move> members(View view) {
        Topology record = view.record();
        Set<String> now = new HashSet<>(view.wanted());
        now.add(record.primary());
        if (!record.members().containsAll(now)) {
            now.addAll(record.members());
            return Optional.of(new Move.Record(record.withMembers(now), Cause.JOINED));
        }
        if (!now.equals(record.members()))
            return Optional.of(new Move.Record(record.withMembers(now), Cause.LEFT));
        return view.leftovers().stream()
                .filter(name -> !view.standby(name).busy())
                .sorted()
                .findFirst()
                .map(Move.Remove::new);
    }

    private static Optional<Move> followers(View view) {
        List<String> names = view.record().followers();
        return names.stream().map(name -> care(view, name)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Move> care(View view, String name) {
        Standby node = view.standby(name);
        boolean cleared = view.record().isCleared(name);
        if (node.busy()) return Optional.empty();
        if (node.copied() && !cleared)
            return Optional.of(new Move.Record(view.record().withCleared(name), Cause.COPIED));
        boolean whole = node.data() && cleared && !node.cutOff();
        if ((!whole || !node.running()) && node.rests()) return Optional.empty();
        if (!whole) return view.copies() ? Optional.of(new Move.Copy(name)) : Optional.empty();
        if (!node.running()) return Optional.of(new Move.Start(name));
        if (node.hangs()) return Optional.of(new Move.Kill(name));
        return node.told() ? Optional.empty() : Optional.of(new Move.Follow(name));
    }
}
