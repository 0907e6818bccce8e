package homeport.control.dbproxy;

import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.loop.Loop;
import homeport.store.Change;
import homeport.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one reconciler running for each proxy on record, and wakes them and whoever keeps the users
 * when something that they read has changed.
 */
final class ProxyReconcilers implements AutoCloseable {
    private final ProxySite site;
    private final ProxyUsers users;
    private final Map<String, Loop> running = new ConcurrentHashMap<>();
    private Store.Watch watch;
    private volatile boolean closed;

    ProxyReconcilers(ProxySite site) {
        this.site = site;
        this.users = new ProxyUsers(site);
        site.runtime().onChange(this::wake);
    }

    void start() {
        users.start();
        look();
    }

    private void look() {
        long revision = site.store().list("/rds/").revision();
        site.proxies().everywhere().forEach(this::ensure);
        synchronized (this) {
            if (!closed) watch = site.store().watch("/rds/", revision, this::changed);
        }
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Put(Store.Entry entry) -> woken(entry.key());
            case Change.Deleted(String key, long _) -> woken(key);
            case Change.Lost(long _) -> {
                look();
                wakeAll();
            }
        }
    }

    /** {@code /rds/<region>/<kind>/<id>}. */
    private void woken(String key) {
        String[] parts = key.split("/", 5);
        if (parts.length < 5) return;
        switch (parts[3]) {
            case "proxy" -> {
                wake(parts[4]);
                if (!running.containsKey(parts[4]))
                    site.proxies().byId(parts[2], parts[4]).ifPresent(this::ensure);
                users.wake();
            }
            case "proxy-endpoint", "proxy-user", "instance", "observed", "group" -> wakeAll();
            default -> {} // nothing that is read here
        }
    }

    private void wake(String id) {
        Loop known = running.get(id);
        if (known != null) known.wake();
    }

    private void wakeAll() {
        running.values().forEach(Loop::wake);
        users.wake();
    }

    private synchronized void ensure(Proxy proxy) {
        String id = proxy.asked().resourceId();
        if (closed || running.containsKey(id)) return;
        ProxyReconciler reconciler =
                new ProxyReconciler(site, proxy.region(), id, () -> running.remove(id));
        running.put(id, reconciler.loop());
        reconciler.loop().start();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (watch != null) watch.close();
        }
        users.close();
        running.values().forEach(Loop::stop);
        running.values().forEach(Loop::join);
    }
}
