package homeport.control.dbproxy;

import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.loop.Loops;
import java.time.Duration;

/**
 * Keeps one reconciler running for each proxy on record, and wakes them and whoever keeps the users
 * when something that they read has changed.
 */
final class ProxyReconcilers implements AutoCloseable {
    private final ProxySite site;
    private final ProxyUsers users;
    private final Loops loops;

    ProxyReconcilers(ProxySite site) {
        this.site = site;
        this.users = new ProxyUsers(site);
        this.loops = new Loops(site.store());
        site.runtime().onChange(loops::wake);
    }

    void start() {
        users.start();
        loops.start(new Keeper());
    }

    boolean haveLooked(Duration max) {
        return loops.haveRested(max);
    }

    private final class Keeper implements Loops.Keeper {
        @Override
        public void lookAtAll() {
            site.proxies().everywhere().forEach(ProxyReconcilers.this::ensure);
            users.wake();
        }

        @Override
        public void changed(String region, String kind, String id) {
            switch (kind) {
                case "proxy" -> {
                    if (!loops.wake(id))
                        site.proxies().byId(region, id).ifPresent(ProxyReconcilers.this::ensure);
                    users.wake();
                }
                case "proxy-endpoint", "proxy-user", "instance", "observed", "group" -> {
                    loops.wakeAll();
                    users.wake();
                }
                default -> {} // nothing that is read here
            }
        }
    }

    private void ensure(Proxy proxy) {
        String id = proxy.asked().resourceId();
        loops.ensure(id, gone -> new ProxyReconciler(site, proxy.region(), id, gone).loop());
    }

    @Override
    public void close() {
        loops.close();
        users.close();
    }
}
