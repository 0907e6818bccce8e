package homeport.server.site;

import homeport.cloud.ec2.Admission;
import homeport.cloud.ec2.Firewall;
import homeport.cloud.ec2.Networks;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may come in at endpoints: whom security groups let in and, unless told otherwise, whoever is
 * on this machine. What rules come to is worked out when they change, not when a client comes. Any
 * thread may call.
 */
final class Firewalls {
    private static final Logger LOG = LoggerFactory.getLogger(Firewalls.class);
    private static final long SECOND = 1_000_000_000;

    private final boolean admitsLoopback;
    private final Runnable changed;
    private final Map<String, Firewall> byRegion = new ConcurrentHashMap<>();
    private volatile Optional<Networks> networks = Optional.empty();

    /**
     * @param changed told when entries have to be worked out again
     */
    Firewalls(boolean admitsLoopback, Runnable changed) {
        this.admitsLoopback = admitsLoopback;
        this.changed = changed;
    }

    /** From now on the rules of these networks hold. */
    void plug(Networks its) {
        synchronized (this) {
            networks = Optional.of(its);
            byRegion.clear();
        }
        its.onChange(region -> refresh(its, region));
        changed.run();
    }

    /** Under the lock, so that who reads last also has the last word. */
    private synchronized void refresh(Networks its, String region) {
        if (networks.filter(now -> now == its).isEmpty()) return;
        byRegion.put(region, its.firewall(region));
        changed.run();
    }

    private Admission admission(String region, List<String> groups, int port) {
        return networks.map(its -> byRegion.computeIfAbsent(region, its::firewall))
                .map(firewall -> firewall.admission(groups, port))
                .orElse(Admission.NOBODY);
    }

    /**
     * One endpoint's.
     *
     * @param name for the log
     */
    Entry entry(String name, String region, List<String> groups, int port) {
        return new Entry(name, region, groups, port);
    }

    /** Who may come in at one endpoint. */
    final class Entry {
        private final String name;
        private final String region;
        private final int port;
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong told = new AtomicLong(System.nanoTime() - SECOND);
        private volatile List<String> groups;
        private volatile Admission admission;

        private Entry(String name, String region, List<String> groups, int port) {
            this.name = name;
            this.region = region;
            this.port = port;
            this.groups = groups;
            refresh();
        }

        /** Other groups say who may come in. */
        void of(List<String> others) {
            if (groups.equals(others)) return;
            groups = others;
            refresh();
        }

        /** The rules of its groups may have changed. */
        void refresh() {
            admission = admission(region, groups, port);
        }

        boolean admits(InetAddress client) {
            if (admitsLoopback && client.isLoopbackAddress()) return true;
            if (admission.admits(client)) return true;
            tell(client);
            return false;
        }

        /** One line a second, whoever knocks how often. */
        private void tell(InetAddress client) {
            refused.incrementAndGet();
            long now = System.nanoTime();
            long before = told.get();
            if (now - before < SECOND || !told.compareAndSet(before, now)) return;
            LOG.info(
                    "{}: no security group rule admits {} ({} refused since the last such line)",
                    name,
                    client.getHostAddress(),
                    refused.getAndSet(0));
        }
    }
}
