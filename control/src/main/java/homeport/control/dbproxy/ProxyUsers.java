package homeport.control.dbproxy;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loop;
import homeport.control.record.Held;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.store.Op;
import homeport.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@link ProxyUser}s in their databases and drops those that no proxy needs. The record goes
 * last and only unchanged: a registration meanwhile makes the user anew. One virtual thread
 * decides; databases are asked beside each other, so that one that hangs holds up none.
 */
final class ProxyUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyUsers.class);
    private static final Duration REST_MAX = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration JOIN_MAX = Duration.ofSeconds(15);

    private final ProxySite site;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Loop loop;

    ProxyUsers(ProxySite site) {
        this.site = site;
        this.loop = new Loop("proxy users", JOIN_MAX, this::run);
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    private void run() {
        while (!loop.isStopped()) {
            try {
                round();
            } catch (StoreException unreachable) {
                LOG.warn("the store cannot be used, again later", unreachable);
            } catch (RuntimeException bug) {
                LOG.error("a bug while looking after users of proxies", bug);
            }
            loop.rest(REST_MAX);
        }
    }

    private void round() {
        for (Held<ProxyUser> held : site.proxies().users()) {
            String region = Proxies.regionOf(held.key());
            String id = Proxies.idOf(held.key());
            Optional<Instance> target = site.instances().byResourceId(region, id);
            boolean wanted = site.proxies().areTargeted(region, id);
            if (target.isEmpty()) {
                if (!wanted)
                    site.store().commit(List.of(site.proxies().userRecords().delete(held)));
            } else if (!wanted || held.value().due()) {
                serving(target.get()).ifPresent(node -> beside(held, id, wanted, node));
            }
        }
    }

    /** The server that takes writes, if it runs and is to stay. */
    private Optional<Node> serving(Instance target) {
        DbInstance asked = target.asked();
        boolean serves =
                target.seen().available().isPresent()
                        && asked.power().on()
                        && asked.deletion().isEmpty();
        if (!serves) return Optional.empty();
        return Optional.of(site.groups().primary(target.region(), asked, target.port()))
                .filter(node -> node.running().isPresent());
    }

    /** One at a time for each database; whether it is done shows the next round. */
    private void beside(Held<ProxyUser> held, String id, boolean wanted, Node node) {
        if (!busy.add(id)) return;
        Thread.ofVirtual()
                .name("proxy user of " + id)
                .start(() -> {
                    try {
                        settle(held, id, wanted, node);
                    } catch (EngineException | StoreException notNow) {
                        LOG.info("{}: {}, again soon", id, notNow.getMessage());
                        LockSupport.parkNanos(PAUSE.toNanos());
                    } finally {
                        busy.remove(id);
                        wake();
                    }
                });
    }

    private void settle(Held<ProxyUser> held, String id, boolean wanted, Node node) {
        Op then;
        if (wanted) {
            node.keepSignIn(ProxyUser.NAME, site.passwords().unseal(held.value(), id));
            then = site.proxies().userRecords().replace(held, held.value().asMade());
        } else {
            node.dropSignIn(ProxyUser.NAME);
            then = site.proxies().userRecords().delete(held);
        }
        site.store().commit(List.of(then));
    }

    @Override
    public void close() {
        loop.stop();
        loop.join();
    }
}
