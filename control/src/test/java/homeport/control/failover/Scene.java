package homeport.control.failover;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import homeport.control.failover.View.Enforced;
import homeport.control.failover.View.Follower;
import homeport.control.failover.View.Health;
import homeport.control.failover.View.Node;
import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * A record and a look in words, and a move in words, as the tables of {@link FailoverTest} tell
 * them. Positions and terms are plain numbers; what is not said is as in a quiet night: clients are
 * in, the primary waits for the voters of the record since position 0, and whoever follows has
 * confirmed all it has.
 *
 * @param record {@code a leads 1 with b c, c strange}: strange is who is not cleared
 */
record Scene(Topology record, View view, Set<String> wanted) {
    private static final Instant NIGHT = Instant.parse("2026-11-24T03:00:00Z");

    static Scene of(String record, String nodes, String facts) {
        Map<String, Node> seen = new HashMap<>();
        Topology topology = topology(record, names(nodes));
        for (String words : nodes.split(", "))
            seen.put(words.substring(0, 1), node(words, topology.primary()));
        Facts known = new Facts(topology, seen);
        if (!facts.equals("-")) for (String fact : facts.split(", ")) known.tell(fact);
        View view =
                new View(
                        seen,
                        known.enforced,
                        known.followers,
                        known.open,
                        known.switching,
                        known.preferred,
                        NIGHT);
        return new Scene(topology, view, known.wanted);
    }

    Move next() {
        return Failover.next(record, view, wanted, Limits.DEFAULT);
    }

    private static Set<String> names(String nodes) {
        return Arrays.stream(nodes.split(", "))
                .map(words -> words.substring(0, 1))
                .collect(toSet());
    }

    private static Topology topology(String words, Set<String> members) {
        String[] parts = words.split(", ");
        String[] told = parts[0].split(" ");
        long term = Long.parseLong(told[2]);
        Set<String> voters =
                Set.copyOf(Arrays.asList(told).subList(Math.min(4, told.length), told.length));
        Map<String, Long> cleared = new HashMap<>();
        members.forEach(name -> cleared.put(name, term));
        for (String part : List.of(parts).subList(1, parts.length))
            for (String name : part.replace(" strange", "").split(" ")) cleared.remove(name);
        return new Topology(term, told[0], members, voters, cleared);
    }

    private static Node node(String text, String primary) {
        Queue<String> words = new ArrayDeque<>(List.of(text.split(" ")));
        Seen seen = new Seen();
        seen.standby = !words.remove().equals(primary);
        while (!words.isEmpty()) {
            switch (words.remove()) {
                case "leads" -> seen.runs(Health.ANSWERING).leads().at(words.remove());
                case "follows" -> seen.runs(Health.ANSWERING).follows(primary).at(words.remove());
                case "voted" ->
                        seen.runs(Health.ANSWERING).voted(words.remove()).at(words.remove());
                case "idle" -> seen.runs(Health.ANSWERING).voted("0").at(words.remove());
                case "starting" -> seen.runs(Health.STARTING).since(words.remove());
                case "silent" -> seen.runs(Health.SILENT).since(words.remove());
                case "gone" -> seen.processes = false;
                case "stopped" -> seen.cleanEnd = Optional.of(lsn(words.remove()));
                case "orphans" -> seen.processes = true;
                case "promised" -> seen.promise = Long.parseLong(words.remove());
                case "receiving" -> seen.receiving = true;
                case "timeline" -> seen.timeline = Integer.parseInt(words.remove());
                case "of" -> seen.follows = words.remove();
                case "marked" -> seen.standby = true;
                case "unmarked" -> seen.standby = false;
                case "empty" -> seen.data = false;
                case "busy" -> seen.busy = true;
                case String word -> throw new IllegalArgumentException(word + " in " + text);
            }
        }
        return seen.node();
    }

    private static Lsn lsn(String number) {
        return new Lsn(Long.parseLong(number));
    }

    private static Duration time(String words) {
        return Duration.parse("PT" + words);
    }

    private static Set<String> set(String words) {
        return words.equals("nobody") ? Set.of() : Set.of(words.split(" "));
    }

    /** What is told of one node so far: one that is gone, with data. */
    private static final class Seen {
        private boolean data = true;
        private boolean busy;
        private boolean processes;
        private Health health = Health.GONE;
        private Duration silence = Duration.ZERO;
        private boolean standby;
        private long promise;
        private String follows = "";
        private boolean receiving;
        private Lsn at = Lsn.NONE;
        private int timeline = 1;
        private Optional<Lsn> cleanEnd = Optional.empty();

        private Seen runs(Health now) {
            health = now;
            processes = true;
            return this;
        }

        private Seen leads() {
            standby = false;
            return this;
        }

        private Seen follows(String primary) {
            standby = true;
            receiving = true;
            follows = primary;
            return this;
        }

        private Seen voted(String term) {
            standby = true;
            promise = Long.parseLong(term);
            return this;
        }

        private void at(String position) {
            at = lsn(position);
        }

        private void since(String time) {
            silence = time(time);
        }

        private Node node() {
            return new Node(
                    data, busy, processes, health, silence, standby, promise, follows, receiving,
                    at, timeline, cleanEnd);
        }
    }

    /** What the loop and the primary know. */
    private static final class Facts {
        private Optional<Enforced> enforced;
        private final Map<String, Follower> followers = new HashMap<>();
        private boolean open = true;
        private boolean switching;
        private Optional<String> preferred = Optional.empty();
        private Set<String> wanted;

        private Facts(Topology topology, Map<String, Node> seen) {
            enforced = Optional.of(new Enforced(topology.voters(), Lsn.NONE));
            wanted = topology.members();
            for (String name : topology.followers()) {
                Node node = seen.get(name);
                if (node.answers() && node.receiving())
                    followers.put(name, new Follower(true, node.at(), Duration.ZERO));
                else followers.put(name, new Follower(false, Lsn.NONE, Duration.ZERO));
            }
        }

        private void tell(String fact) {
            String[] words = fact.split(" ", 2);
            switch (words[0]) {
                case "closed" -> open = false;
                case "switch" -> {
                    switching = true;
                    if (words.length > 1) preferred = Optional.of(words[1]);
                }
                case "wanted" -> wanted = set(words[1]);
                case "waits" -> {
                    String[] parts = words[1].split(" since ");
                    enforced =
                            words[1].equals("unknown")
                                    ? Optional.empty()
                                    : Optional.of(new Enforced(set(parts[0]), lsn(parts[1])));
                }
                case "away" -> lost(words[1], false);
                case "stuck" -> lost(words[1], true);
                case "unseen" -> followers.remove(words[1]);
                case String word -> throw new IllegalArgumentException(word);
            }
        }

        private void lost(String words, boolean streaming) {
            String[] parts = words.split(" ");
            Follower before = followers.get(parts[0]);
            followers.put(parts[0], new Follower(streaming, before.flushed(), time(parts[1])));
        }
    }

    // ---- moves in words -----------------------------------------------------------------------

    String tell(Move move) {
        return tell(record, move);
    }

    static String tell(Topology record, Move move) {
        return switch (move) {
            case Move.Rest(var until) -> "rest" + until.map(time -> " until " + time).orElse("");
            case Move.Record(var next, var cause) -> cause + ": " + change(record, next);
            case Move.Kill(var node) -> "kill " + node;
            case Move.StopToHandOver(var node) -> "stop " + node + " to hand over";
            case Move.AskVotes(var of, var term) -> "ask " + list(of) + " for " + term;
            case Move.Promote(var node, var names) ->
                    "promote " + node + ", waiting for " + list(names);
            case Move.Start(var node) -> "start " + node;
            case Move.Open(var node) -> "open " + node;
            case Move.Enforce(var names) -> "wait for " + list(names);
            case Move.Copy(var node) -> "copy " + node;
            case Move.Follow(var node) -> "let " + node + " follow";
        };
    }

    private static String change(Topology record, Topology next) {
        Set<String> strange = new TreeSet<>(next.members());
        strange.removeIf(next::isCleared);
        return next.primary()
                + " leads "
                + next.term()
                + (next.voters().isEmpty() ? "" : " with " + list(next.voters()))
                + (strange.isEmpty() ? "" : ", " + list(strange) + " strange")
                + (next.members().equals(record.members()) ? "" : ", of " + list(next.members()));
    }

    private static String list(Set<String> names) {
        return names.isEmpty() ? "nobody" : names.stream().sorted().collect(joining(" "));
    }
}
