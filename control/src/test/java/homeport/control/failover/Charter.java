package homeport.control.failover;

import homeport.control.failover.Move.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link Topology} in numbers: servers are counted from zero, sets of them are bit masks. */
record Charter(int term, int primary, int members, int voters, int cleared) {
    boolean isCleared(int server) {
        return (cleared >> server & 1) != 0;
    }

    Charter withCleared(int server) {
        return new Charter(term, primary, members, voters, cleared | 1 << server);
    }

    Topology topology() {
        Map<String, Long> known = new HashMap<>();
        for (String name : names(cleared)) known.put(name, (long) term);
        return new Topology(term, name(primary), names(members), names(voters), known);
    }

    static Charter of(Topology topology) {
        Set<String> cleared = new HashSet<>(topology.members());
        cleared.removeIf(name -> !topology.isCleared(name));
        return new Charter(
                (int) topology.term(),
                number(topology.primary()),
                mask(topology.members()),
                mask(topology.voters()),
                mask(cleared));
    }

    static String name(int server) {
        return server < 0 ? "" : String.valueOf((char) ('a' + server));
    }

    static int number(String name) {
        return name.isEmpty() ? Server.NOBODY : name.charAt(0) - 'a';
    }

    static Set<String> names(int mask) {
        Set<String> names = new HashSet<>();
        for (int i = 0; mask >> i != 0; i++) if ((mask >> i & 1) != 0) names.add(name(i));
        return names;
    }

    static int mask(Set<String> names) {
        int mask = 0;
        for (String name : names) mask |= 1 << number(name);
        return mask;
    }

    void write(Bytes out) {
        out.put(term).put(primary | members << 4).put(voters | cleared << 4);
    }

    static Charter read(Bytes in) {
        int term = in.get();
        int who = in.get();
        int masks = in.get();
        return new Charter(term, who & 15, who >> 4, masks & 15, masks >> 4);
    }

    /**
     * A {@link Move} in numbers; what is not part of it is zero.
     *
     * @param next for a record
     */
    record Task(Kind kind, int server, int set, int term, Charter next, Cause cause) {
        static final Task NONE = of(Kind.NONE, 0);

        /** What is to be done. */
        enum Kind {
            NONE,
            KILL,
            STOP,
            ASK,
            PROMOTE,
            START,
            OPEN,
            ENFORCE,
            COPY,
            FOLLOW,
            RECORD
        }

        static Task of(Kind kind, int server) {
            return of(kind, server, 0, 0);
        }

        static Task of(Kind kind, int server, int set, int term) {
            return new Task(kind, server, set, term, NO_CHARTER, Cause.COPIED);
        }

        /** Nothing for a move to rest. */
        static Task of(Move move) {
            return switch (move) {
                case Move.Rest(var _) -> NONE;
                case Move.Record(var next, var cause) ->
                        new Task(Kind.RECORD, 0, 0, 0, Charter.of(next), cause);
                case Move.Kill(var node) -> of(Kind.KILL, number(node));
                case Move.StopToHandOver(var node) -> of(Kind.STOP, number(node));
                case Move.AskVotes(var of, var term) -> of(Kind.ASK, 0, mask(of), (int) term);
                case Move.Promote(var node, var names) ->
                        of(Kind.PROMOTE, number(node), mask(names), 0);
                case Move.Start(var node) -> of(Kind.START, number(node));
                case Move.Open(var node) -> of(Kind.OPEN, number(node));
                case Move.Enforce(var names) -> of(Kind.ENFORCE, 0, mask(names), 0);
                case Move.Copy(var node) -> of(Kind.COPY, number(node));
                case Move.Follow(var node) -> of(Kind.FOLLOW, number(node));
            };
        }

        Move move() {
            String node = name(server);
            return switch (kind) {
                case NONE -> new Move.Rest(Optional.empty());
                case KILL -> new Move.Kill(node);
                case STOP -> new Move.StopToHandOver(node);
                case ASK -> new Move.AskVotes(names(set), term);
                case PROMOTE -> new Move.Promote(node, names(set));
                case START -> new Move.Start(node);
                case OPEN -> new Move.Open(node);
                case ENFORCE -> new Move.Enforce(names(set));
                case COPY -> new Move.Copy(node);
                case FOLLOW -> new Move.Follow(node);
                case RECORD -> new Move.Record(next.topology(), cause);
            };
        }

        void write(Bytes out) {
            out.put(kind.ordinal());
            if (kind == Kind.NONE) return;
            out.put(server | set << 4).put(term);
            if (kind != Kind.RECORD) return;
            out.put(cause.ordinal());
            next.write(out);
        }

        static Task read(Bytes in) {
            Kind kind = KINDS[in.get()];
            if (kind == Kind.NONE) return NONE;
            int who = in.get();
            int term = in.get();
            if (kind != Kind.RECORD) return of(kind, who & 15, who >> 4, term);
            Cause cause = CAUSES[in.get()];
            return new Task(kind, who & 15, who >> 4, term, Charter.read(in), cause);
        }

        private static final Kind[] KINDS = Kind.values();
        private static final Cause[] CAUSES = Cause.values();
    }

    private static final Charter NO_CHARTER = new Charter(0, 0, 1, 0, 0);
}
