package homeport.server.fault;

import homeport.engine.EngineException;
import homeport.engine.NodePlace;
import homeport.engine.ServerProcesses;
import homeport.engine.ServerProcesses.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Strikes nodes of one service, if it was started for that, and heals them. What stands ends with
 * the service, and at the latest at its next start. Safe from any thread: one order after another.
 */
public final class Faults implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private final Path data;
    private final boolean allowed;
    private final Supplier<List<Target>> nodes;
    private final List<Standing> standing;

    private Faults(Path data, boolean allowed, Supplier<List<Target>> nodes) throws IOException {
        this.data = data;
        this.allowed = allowed;
        this.nodes = nodes;
        this.standing = new ArrayList<>(Standing.read(data));
    }

    /**
     * Heals what a service that was killed left behind.
     *
     * @param allowed strikes are carried out
     * @param nodes every node there is now
     */
    public static Faults open(Path data, boolean allowed, Supplier<List<Target>> nodes)
            throws IOException {
        Faults faults = new Faults(data, allowed, nodes);
        faults.healAll();
        return faults;
    }

    /**
     * @return what was done, as a sentence
     * @throws Refused nothing was
     */
    public synchronized String carryOut(Order order) throws Refused {
        if (!allowed)
            throw new Refused(
                    "This service was started without faults. Start it with `./homeport up"
                            + " --allow-faults`.");
        try {
            String done = order.kind() == Order.Kind.HEAL ? heal(order) : strike(order);
            LOG.warn("rehearsal: {}", done);
            return done;
        } catch (IOException | EngineException failed) {
            throw new Refused("It failed: " + failed.getMessage() + ".", failed);
        }
    }

    private String strike(Order order) throws Refused, IOException {
        List<Target> all = nodes.get();
        Target target = Target.choose(all, order);
        return switch (order.kind()) {
            case KILL -> kill(target, order.tree());
            case HANG -> hang(target);
            case PARTITION -> partition(target, all);
            case ISOLATE -> isolate(target);
            case DISK_FULL -> fill(target);
            case HEAL -> heal(order);
        };
    }

    private static String kill(Target target, boolean tree) throws Refused {
        ServerProcesses server = ServerProcesses.of(target.place());
        int hit = tree ? server.signalAll(Signal.KILL) : server.signalPostmaster(Signal.KILL);
        if (hit == 0) throw notRunning(target);
        String what = tree ? hit + " processes" : "the postmaster";
        return "SIGKILL to %s of %s, node %s.".formatted(what, target.instance(), target.told());
    }

    private String hang(Target target) throws Refused, IOException {
        note(Standing.of(Order.Kind.HANG, target, target.place()));
        int hit = ServerProcesses.of(target.place()).signalAll(Signal.STOP);
        if (hit == 0) throw notRunning(target);
        return "SIGSTOP to %d processes of %s, node %s."
                .formatted(hit, target.instance(), target.told());
    }

    private static Refused notRunning(Target target) {
        return new Refused(
                "No server of %s runs on node %s; nothing was struck."
                        .formatted(target.instance(), target.told()));
    }

    /**
     * Followers connect from whatever address the system gives them, so a node is cut off where it
     * listens, and a standby where its primary does, if that has no other.
     */
    private String partition(Target target, List<Target> all) throws Refused, IOException {
        List<Target> others = target.others(all);
        if (others.isEmpty())
            throw new Refused(target.instance() + " has one node; there is no replication to cut.");
        if (!target.primary() && others.size() > 1)
            throw new Refused(
                    "On one machine a reader of a cluster cannot be cut off alone; use --node"
                            + " primary.");
        Target cut = target.primary() ? target : others.getFirst();
        NodePlace place = cut.place();
        Cut.replication(place).check();
        note(Standing.of(Order.Kind.PARTITION, target, place));
        Cut.replication(place).make();
        return "Replication of %s, node %s, is cut off at %s:%d."
                .formatted(target.instance(), target.told(), place.address(), place.port());
    }

    private String isolate(Target target) throws Refused, IOException {
        NodePlace place = target.place();
        Cut.everything(place).check();
        note(Standing.of(Order.Kind.ISOLATE, target, place));
        Cut.everything(place).make();
        return "Nothing reaches %s, node %s, at %s:%d any more, nor does Homeport."
                .formatted(target.instance(), target.told(), place.address(), place.port());
    }

    private String fill(Target target) throws Refused, IOException {
        Ballast ballast = new Ballast(target.place().home());
        ballast.check();
        note(Standing.of(Order.Kind.DISK_FULL, target, target.place()));
        long taken = ballast.fill();
        return "%d MiB taken; the file system of %s, node %s, is full."
                .formatted(taken >> 20, target.instance(), target.told());
    }

    private void note(Standing fault) throws IOException {
        if (standing.contains(fault)) return;
        List<Standing> more = new ArrayList<>(standing);
        more.add(fault);
        Standing.write(data, more);
        standing.add(fault);
    }

    private String heal(Order order) throws Refused, IOException {
        List<Standing> meant =
                standing.stream()
                        .filter(fault -> fault.instance().equals(order.instance()))
                        .toList();
        if (meant.isEmpty()) Target.of(nodes.get(), order.instance());
        for (Standing fault : meant) undo(fault);
        standing.removeAll(meant);
        Standing.write(data, standing);
        return "%s: %d %s healed."
                .formatted(order.instance(), meant.size(), meant.size() == 1 ? "fault" : "faults");
    }

    /** May be repeated; what is gone meanwhile needs no healing. */
    private static void undo(Standing fault) throws Refused, IOException {
        switch (fault.kind()) {
            case HANG -> ServerProcesses.of(fault.place()).signalAll(Signal.CONTINUE);
            case PARTITION -> Cut.replication(fault.place()).remove();
            case ISOLATE -> Cut.everything(fault.place()).remove();
            case DISK_FULL -> new Ballast(fault.place().home()).remove();
            case KILL, HEAL -> {} // do not stand
        }
    }

    private synchronized void healAll() throws IOException {
        for (Standing fault : List.copyOf(standing)) {
            try {
                undo(fault);
                standing.remove(fault);
                LOG.info("healed {} of {}", fault.kind().word(), fault.instance());
            } catch (IOException | Refused | EngineException failed) {
                LOG.warn("cannot heal {}: {}", fault, failed.getMessage());
            }
        }
        Standing.write(data, standing);
    }

    @Override
    public void close() throws IOException {
        healAll();
    }
}
