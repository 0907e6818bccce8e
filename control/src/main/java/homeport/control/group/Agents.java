package homeport.control.group;

import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loop;
import homeport.store.Change;
import homeport.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one agent running for each instance that has, or should have, several nodes. */
public final class Agents implements AutoCloseable {
    private final Grounds grounds;
    private final Map<String, Loop> running = new ConcurrentHashMap<>();
    private Store.Watch watch;
    private volatile boolean closed;

    public Agents(Grounds grounds) {
        this.grounds = grounds;
    }

    /** Starts an agent for every instance that needs one, now and from now on. */
    public void start() {
        long revision = grounds.store().list("/rds/").revision();
        grounds.instances().everywhere().forEach(this::look);
        synchronized (this) {
            if (!closed) watch = grounds.store().watch("/rds/", revision, this::changed);
        }
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Put(Store.Entry entry) -> woken(entry.key());
            case Change.Deleted(String key, long _) -> woken(key);
            case Change.Lost(long _) -> {
                start();
                running.values().forEach(Loop::wake);
            }
        }
    }

    /** {@code /rds/<region>/<kind>/<id>}. */
    private void woken(String key) {
        String[] parts = key.split("/", 5);
        if (parts.length < 5) return;
        switch (parts[3]) {
            case "instance", "observed", "group" -> {
                Loop known = running.get(parts[4]);
                if (known != null) known.wake();
                else grounds.instances().byResourceId(parts[2], parts[4]).ifPresent(this::look);
            }
            default -> {} // nothing that an agent reads
        }
    }

    private synchronized void look(Instance instance) {
        String id = instance.asked().resourceId();
        boolean needed =
                instance.asked().settings().multiAz()
                        || grounds.groups().of(instance.region(), instance.asked()).isLed();
        if (closed || !needed || running.containsKey(id)) return;
        Agent agent = new Agent(grounds, instance.region(), id, () -> running.remove(id));
        running.put(id, agent.loop());
        agent.loop().start();
    }

    /** Ends the loops after the move that each is at; servers go on running. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (watch != null) watch.close();
        }
        running.values().forEach(Loop::stop);
        running.values().forEach(Loop::join);
    }
}
