package homeport.control.reconcile;

import homeport.control.group.Controls;
import homeport.control.group.Group;
import homeport.control.instance.DbInstance;
import homeport.control.instance.EndpointName;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Settings;
import homeport.control.parameter.Resolved;
import homeport.control.plan.InstanceStatus;
import homeport.control.reconcile.Doors.Door;
import homeport.control.reconcile.Doors.Resource;
import homeport.control.reconcile.Doors.Route;
import homeport.control.reconcile.Doors.Sessions;
import homeport.engine.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients meet at the endpoints of an instance or a cluster: a server when it serves, and a
 * sentence when it does not. Where an agent leads, only the agent opens. Any thread may call.
 */
record Front(Site site, Instance instance) {
    /** How long a new client waits for the next primary before it is told that there is none. */
    private static final Duration FAILOVER_MAX = Duration.ofSeconds(30);

    /** Appended to a cluster's resource id: its reader endpoint. */
    private static final String READER = "/ro";

    /**
     * One at a time, be it an agent or a reconciler: both could begin to listen, of which one
     * fails, or what was true before the agent let clients in could be shown after it.
     */
    void show(Observed seen) {
        site.controls(instance.asked().resourceId())
                .holding(() -> {
                    showAlone(seen);
                    return true;
                });
    }

    private void showAlone(Observed seen) {
        DbInstance asked = instance.asked();
        Settings.Access access = seen.applied().orElse(asked.settings()).access();
        int port = access.port();
        State state = state(asked, seen, port);
        for (EndpointName endpoint : endpoints())
            site.doors()
                    .show(
                            new Door(
                                    id(endpoint),
                                    endpoint.name(),
                                    endpoint.address(),
                                    endpoint.host(),
                                    port,
                                    hint(),
                                    route(endpoint, state, port),
                                    resource(),
                                    access.securityGroups(),
                                    Resolved.forcesTls(seen.configuration())));
        site.leads().lead(asked.resourceId(), writer(state), readersOnly(state, port));
    }

    void remove() {
        for (EndpointName endpoint : endpoints()) site.doors().remove(id(endpoint));
        site.leads().gone(instance.asked().resourceId());
    }

    /** Of all its endpoints. */
    List<String> addresses() {
        return endpoints().stream().map(EndpointName::address).toList();
    }

    private List<EndpointName> endpoints() {
        return EndpointName.of(instance.region(), instance.asked());
    }

    private String id(EndpointName endpoint) {
        DbInstance asked = instance.asked();
        return switch (endpoint.kind()) {
            case WRITER -> asked.resourceId();
            case READER -> asked.resourceId() + READER;
            case INSTANCE ->
                    endpoint.node()
                            .map(node -> asked.cluster().orElseThrow().member(node).resourceId())
                            .orElse(asked.resourceId());
        };
    }

    private Resource resource() {
        DbInstance asked = instance.asked();
        Set<String> hosts =
                endpoints().stream()
                        .flatMap(endpoint -> Stream.of(endpoint.host(), endpoint.address()))
                        .collect(Collectors.toSet());
        return new Resource(instance.region(), asked.account(), asked.resourceId(), hosts);
    }

    private Route route(EndpointName endpoint, State state, int port) {
        return switch (endpoint.kind()) {
            case WRITER -> writer(state);
            case READER -> reader(state, port);
            case INSTANCE ->
                    endpoint.node()
                            .map(node -> member(state, node, endpoint.name(), port))
                            .orElseGet(() -> writer(state));
        };
    }

    /**
     * What all endpoints of one instance or cluster have in common.
     *
     * @param serves somebody may come in, if there is a server
     * @param writes there is one that takes writes, or a replica's first, and clients may reach it
     */
    private record State(
            InstanceStatus status, Group group, Node primary, boolean serves, boolean writes) {}

    private State state(DbInstance asked, Observed seen, int port) {
        InstanceStatus status = InstanceStatus.of(asked, seen);
        Group group = site.groups().of(instance.region(), asked);
        Node primary = site.node(instance.region(), asked, port);
        boolean serves = seen.available().isPresent() && serves(status, group.isLed());
        boolean writes = group.isLed() ? isOpen(seen, primary) : seen.pid().isPresent();
        return new State(status, group, primary, serves, writes);
    }

    /** Nobody has to let clients in to the first node of a replica. */
    private boolean isOpen(Observed seen, Node primary) {
        boolean replicates =
                instance.asked().replicaOf().isPresent() || seen.replication().isPresent();
        return primary.running()
                .filter(server -> replicates || controls().isOpen(server.pid()))
                .isPresent();
    }

    private Controls controls() {
        return site.controls(instance.asked().resourceId());
    }

    private Route writer(State state) {
        if (!state.serves()) return closed(state);
        Path socket = state.primary().place().socket();
        if (!state.group().isLed())
            return state.writes()
                    ? new Route.Open(socket, mayWait(instance.asked()))
                    : closed(state);
        return state.writes()
                ? new Route.Open(socket, true)
                : new Route.Waiting(called() + " is failing over.", FAILOVER_MAX, leaving());
    }

    private Sessions leaving() {
        if (!controls().isDecided()) return new Sessions.Stay();
        return controls().isDraining()
                ? new Sessions.Drain(Controls.DRAIN_MAX)
                : new Sessions.Cut();
    }

    /** As long as no standby can be read from, it leads to the writer. */
    private Route reader(State state, int port) {
        Route readers = readersOnly(state, port);
        return readers instanceof Route.Waiting && state.writes() && controls().areReadersDecided()
                ? new Route.AnyOf(List.of(state.primary().place().socket()), true)
                : readers;
    }

    private Route readersOnly(State state, int port) {
        if (!state.serves()) return closed(state);
        if (!instance.asked().clustered())
            return new Route.Closed(called() + " has no readers.", new Sessions.Cut());
        List<Path> sockets =
                controls().readers().stream()
                        .sorted()
                        .filter(state.group().spots()::containsKey)
                        .map(name -> node(state, name, port).place().socket())
                        .toList();
        return sockets.isEmpty()
                ? waiting(called() + " has no reader right now.")
                : new Route.AnyOf(sockets, true);
    }

    private Route member(State state, String node, String name, int port) {
        if (!state.serves()) return closed(state);
        if (node.equals(state.group().topology().primary())) return writer(state);
        if (controls().readers().contains(node) && state.group().spots().containsKey(node))
            return new Route.Open(node(state, node, port).place().socket(), true);
        return waiting("DB instance %s is restarting.".formatted(name));
    }

    private Node node(State state, String name, int port) {
        return site.groups().node(instance.asked(), state.group(), name, port);
    }

    /** Its commits wait for a standby, or may while its clients are still in. */
    private static boolean mayWait(DbInstance asked) {
        return asked.settings().multiAz() || asked.pending().filter(Settings::multiAz).isPresent();
    }

    private Route waiting(String because) {
        Sessions sessions =
                controls().areReadersDecided() ? new Sessions.Cut() : new Sessions.Stay();
        return new Route.Waiting(because, FAILOVER_MAX, sessions);
    }

    private Route closed(State state) {
        return new Route.Closed(
                "%s is %s and not accepting connections."
                        .formatted(called(), state.status().word()));
    }

    private String called() {
        DbInstance asked = instance.asked();
        return (asked.clustered() ? "DB cluster " : "DB instance ") + asked.identifier();
    }

    private String hint() {
        String name = instance.asked().identifier();
        return instance.asked().clustered()
                ? "See aws rds describe-db-clusters --db-cluster-identifier " + name + "."
                : "See aws rds describe-db-instances --db-instance-identifier " + name + ".";
    }

    /** A reboot of an instance that is led may be a failover, which the agent ends. */
    private static boolean serves(InstanceStatus status, boolean led) {
        return switch (status) {
            case AVAILABLE,
                    BACKING_UP,
                    MODIFYING,
                    RENAMING,
                    UPGRADING,
                    RESETTING_MASTER_CREDENTIALS,
                    CONFIGURING_ENHANCED_MONITORING,
                    CONFIGURING_IAM_DATABASE_AUTH,
                    CONFIGURING_LOG_EXPORTS,
                    FAILED,
                    STORAGE_FULL ->
                    true;
            case REBOOTING -> led;
            case CREATING,
                    DELETING,
                    INCOMPATIBLE_NETWORK,
                    INCOMPATIBLE_PARAMETERS,
                    INCOMPATIBLE_RESTORE,
                    STARTING,
                    STOPPED,
                    STOPPING ->
                    false;
        };
    }
}
