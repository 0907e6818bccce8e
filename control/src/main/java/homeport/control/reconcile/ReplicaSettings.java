package homeport.control.reconcile;

import homeport.control.instance.Instances.Instance;
import homeport.control.reconcile.Site.Configuration.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a replica: its own parameters, but never fewer connections, workers or locks than
 * its source has or is to be started with, or it would stop replaying. Source: RDS user guide,
 * "Configuration for RDS for PostgreSQL read replicas".
 */
record ReplicaSettings(Site site, Instance instance) {
    /** For a server that is about to start; of one that is no replica its own. */
    Map<String, String> atStart() {
        return raised(site.configuration().atStart(instance.region(), instance.asked()));
    }

    /** What a running server can be given; what was raised at its start does not wait. */
    Wanted now() {
        Wanted own = site.configuration().now(instance.region(), instance.asked(), instance.seen());
        if (source().isEmpty()) return own;
        Map<String, String> start = atStart();
        Map<String, String> running = instance.seen().configuration();
        List<String> waiting =
                own.waiting().stream()
                        .filter(name ->
                                !Optional.ofNullable(start.get(name))
                                        .equals(Optional.ofNullable(running.get(name))))
                        .toList();
        return new Wanted(own.values(), waiting);
    }

    /** It has to be started anew before it can go on replaying. */
    boolean lack() {
        return StandbysFirst.lacks(instance.seen().configuration(), needs());
    }

    private Map<String, String> raised(Map<String, String> own) {
        return StandbysFirst.raised(needs(), own);
    }

    private Map<String, String> needs() {
        return source().map(source ->
                        StandbysFirst.raised(
                                source.seen().configuration(),
                                site.configuration().atStart(source.region(), source.asked())))
                .orElseGet(this::had);
    }

    /** Without its source it still needs as much as it had, until it takes writes. */
    private Map<String, String> had() {
        boolean follows = instance.seen().replication().isPresent();
        return follows ? instance.seen().configuration() : Map.of();
    }

    private Optional<Instance> source() {
        return instance.asked()
                .replicaOf()
                .flatMap(of -> site.instances().byResourceId(of.region(), of.resourceId()));
    }
}
