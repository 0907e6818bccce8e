package homeport.control.reconcile;

import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loop;
import homeport.store.Change;
import homeport.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one reconciler running for each instance on record and wakes it when something it reads has
 * changed.
 */
public final class Reconcilers implements AutoCloseable {
    private final Site site;
    private final Map<String, Loop> running = new ConcurrentHashMap<>();
    private Store.Watch watch;
    private volatile boolean closed;

    public Reconcilers(Site site) {
        this.site = site;
    }

    /**
     * Starts a reconciler for every instance on record, and for each that is created from now on.
     */
    public void start() {
        long revision = site.store().list("/rds/").revision();
        site.instances().everywhere().forEach(this::ensure);
        synchronized (this) {
            if (!closed) watch = site.store().watch("/rds/", revision, this::changed);
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
        String region = parts[2];
        switch (parts[3]) {
            case "instance", "group" -> {
                Loop known = running.get(parts[4]);
                if (known != null) known.wake();
                else site.instances().byResourceId(region, parts[4]).ifPresent(this::ensure);
            }
            case "parameter-group", "cluster-parameter-group", "snapshot", "cluster-snapshot" ->
                    running.values().forEach(Loop::wake);
            default -> {} // nothing that a reconciler reads
        }
    }

    private synchronized void ensure(Instance instance) {
        if (closed) return;
        String id = instance.asked().resourceId();
        if (running.containsKey(id)) return;
        Reconciler reconciler =
                new Reconciler(site, instance.region(), id, () -> running.remove(id));
        running.put(id, reconciler.loop());
        reconciler.loop().start();
    }

    /** Shows an instance's door as it should be now. Any thread may call. */
    public void show(Instance instance) {
        site.instances()
                .byResourceId(instance.region(), instance.asked().resourceId())
                .ifPresent(now -> new Front(site, now).show(now.seen()));
    }

    /** Ends the loops after the step that each is at; servers go on running. */
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
