package homeport.control.failover;

import homeport.control.failover.Charter.Task;
import homeport.control.failover.Server.Power;
import homeport.control.failover.View.Enforced;
import homeport.control.failover.View.Follower;
import homeport.control.failover.View.Health;
import homeport.control.failover.View.Node;
import homeport.control.failover.World.CopyStage;
import homeport.engine.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the loop sees of the world, and what the decision makes of it. Whatever is missing is so
 * since a moment or since a day.
 */
final class Look {
    /** Who decides; the real one, or one with a rule dropped. */
    interface Decision {
        Move next(Topology record, View view, Set<String> wanted, Limits limits);
    }

    private static final int RECORDS_MAX = 2_000;

    private final Decision decision;
    private final Map<Long, Map<Long, Task>> known = new HashMap<>();

    Look(Decision decision) {
        this.decision = decision;
    }

    /** The same look is decided once. */
    Task decide(World now, World[] seen) {
        Bytes record = new Bytes();
        now.record.write(record);
        record.put(now.wanted | (now.switching ? 16 : 0));
        Bytes view = new Bytes();
        for (int i = 0; i < seen.length; i++) write(view, seen, now, i);
        World at = seen[now.record.primary()];
        view.put((at.enforcedKnown ? 1 : 0) | (at.opened ? 2 : 0) | at.enforced << 4);
        view.put(at.enforcedFrom | (knowsOf(now, at) ? 256 : 0));
        if (known.size() > RECORDS_MAX) known.clear();
        return known.computeIfAbsent(record.fingerprint(), _ -> new HashMap<>())
                .computeIfAbsent(view.fingerprint(), _ -> Task.of(move(now, seen)));
    }

    Task decide(World now) {
        World[] seen = new World[now.servers.length];
        Arrays.fill(seen, now);
        return decide(now, seen);
    }

    private static void write(Bytes out, World[] seen, World now, int number) {
        World at = seen[number];
        Server server = at.servers[number];
        out.put(
                server.power.ordinal()
                        | (server.data ? 4 : 0)
                        | (server.standby ? 8 : 0)
                        | (server.cleanlyStopped ? 16 : 0)
                        | (server.frozen ? 32 : 0)
                        | (now.copies[number] == CopyStage.NONE ? 0 : 64));
        out.put(server.follows + 1 | (server.source + 1) << 4).put(server.promise);
        out.put(server.log.length).put(server.timeline() | (server.silentTooLong ? 64 : 0));
        Server asFollower = seen[now.record.primary()].servers[number];
        out.put(asFollower.source + 1 | (asFollower.stuckTooLong ? 16 : 0))
                .put(asFollower.log.length);
    }

    Move move(World now, World[] seen) {
        return decision.next(
                now.record.topology(), view(now, seen), Charter.names(now.wanted), Limits.DEFAULT);
    }

    private static View view(World now, World[] seen) {
        int primary = now.record.primary();
        World there = seen[primary];
        Map<String, Node> nodes = new HashMap<>();
        Map<String, Follower> followers = new HashMap<>();
        for (int i = 0; i < seen.length; i++) {
            boolean busy = now.copies[i] != CopyStage.NONE;
            nodes.put(Charter.name(i), node(seen[i].servers[i], busy));
            if (i != primary)
                followers.put(Charter.name(i), follower(there.servers[i], primary, there));
        }
        return new View(
                nodes,
                there.enforcedKnown && knowsOf(now, there)
                        ? Optional.of(
                                new Enforced(
                                        Charter.names(there.enforced), new Lsn(there.enforcedFrom)))
                        : Optional.empty(),
                followers,
                there.opened && knowsOf(now, there),
                now.switching,
                Instant.EPOCH);
    }

    /** What was known of another primary is not known of this one. */
    private static boolean knowsOf(World now, World there) {
        return there.record.primary() == now.record.primary();
    }

    private static Node node(Server server, boolean busy) {
        Health health =
                switch (server.power) {
                    case DOWN, ORPHANS -> Health.GONE;
                    case STARTING -> Health.STARTING;
                    case UP -> server.frozen ? Health.SILENT : Health.ANSWERING;
                };
        boolean ended = server.power == Power.DOWN && server.cleanlyStopped;
        return new Node(
                server.data,
                busy,
                server.power != Power.DOWN,
                health,
                since(server.silentTooLong),
                server.standby,
                server.promise,
                Charter.name(server.follows),
                server.source != Server.NOBODY,
                new Lsn(server.log.length),
                server.timeline(),
                ended ? Optional.of(new Lsn(server.log.length - 1)) : Optional.empty());
    }

    private static Follower follower(Server server, int primary, World there) {
        boolean streaming = server.source == primary && there.servers[primary].leads();
        return new Follower(streaming, new Lsn(server.log.length), since(server.stuckTooLong));
    }

    private static Duration since(boolean tooLong) {
        return tooLong ? Duration.ofDays(1) : Duration.ZERO;
    }
}
