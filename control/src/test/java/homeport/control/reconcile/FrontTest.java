package homeport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.group.Controls;
import homeport.control.group.Grounds;
import homeport.control.group.Groups;
import homeport.control.instance.Cluster;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.reconcile.Doors.Route;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.control.testkit.PlacedEngines;
import homeport.store.MemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies are told what the doors are told, of instances of one node; see {@link Leads}. */
class FrontTest {
    private static final Path SOCKET = Path.of("/nowhere/db-ORDERS/run/.s.PGSQL.5432");

    private final MemoryStore store = new MemoryStore();
    private final Instances instances = new Instances(store);
    private final Groups groups = new Groups(store, new PlacedEngines(), Path.of("/nowhere"));
    private final Map<String, Controls> controls = Grounds.newControls();
    private final List<String> told = new ArrayList<>();
    private final List<String> tlsOnlyDoors = new ArrayList<>();

    @Test
    void anInstanceThatServesLeadsWritersToItsServer() {
        DbInstance orders = Examples.orders();
        front(orders).show(Examples.serving(orders));
        assertThat(told)
                .containsExactly(
                        "door db-ORDERS " + new Route.Open(SOCKET),
                        "lead db-ORDERS " + new Route.Open(SOCKET) + " Closed");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0, false", ", false"})
    void whoMustComeByTlsIsWhatTheServersSettingsSay(String inForce, boolean tlsOnly) {
        DbInstance orders = Examples.orders();
        Map<String, String> settings =
                inForce == null ? Map.of() : Map.of("rds.force_ssl", inForce);
        Observed seen = Examples.serving(orders);
        front(orders).show(seen.configured(seen.parameterGroup(), settings, List.of()));
        assertThat(tlsOnlyDoors).isEqualTo(tlsOnly ? List.of("db-ORDERS") : List.of());
    }

    @Test
    void oneThatDoesNotServeLeadsNobody() {
        DbInstance orders = Examples.orders();
        front(orders).show(Observed.of(orders));
        assertThat(told).last().asString().matches("lead db-ORDERS Closed.*creating.* Closed");
    }

    @Test
    void oneThatIsRemovedIsGoneForBoth() {
        front(Examples.orders()).remove();
        assertThat(told).containsExactly("remove db-ORDERS", "gone db-ORDERS");
    }

    /** Its reader endpoint leads to the writer meanwhile; a proxy's does not. */
    @Test
    void aClusterWithoutReadersLetsThoseOfProxiesWait() {
        DbInstance cluster = cluster();
        Front front = front(cluster);
        Controls seen = controls.computeIfAbsent("db-ORDERS", _ -> new Controls());
        seen.reads(Set.of("n1"));
        seen.reads(Set.of());
        front.show(Examples.serving(cluster));
        assertThat(told).anyMatch(line -> line.startsWith("door db-ORDERS/ro AnyOf"));
        assertThat(told)
                .last()
                .asString()
                .matches("lead db-ORDERS Open.* Waiting.*no reader right now.*");
    }

    /** Another process, from which this one takes over, may have sessions at readers. */
    @Test
    void readersThatNobodyHasLookedForKeepTheirSessions() {
        DbInstance cluster = cluster();
        front(cluster).show(Examples.serving(cluster));
        assertThat(told)
                .anyMatch(line -> line.matches("door db-ORDERS/ro Waiting.*sessions=Stay.*"))
                .last()
                .asString()
                .matches("lead db-ORDERS Open.* Waiting.*sessions=Stay.*");
    }

    private static DbInstance cluster() {
        Map<String, Cluster.Member> members =
                Map.of("n1", new Cluster.Member("one", "db-ONE", "127.1.7.41", 0, Map.of()));
        return Examples.orders().with(new Cluster("127.1.7.40", members));
    }

    private Front front(DbInstance asked) {
        store.commit(instances.create(Calls.REGION, asked)).orElseThrow();
        Instance instance = instances.byResourceId(Calls.REGION, asked.resourceId()).orElseThrow();
        return new Front(site(), instance);
    }

    /** What a front does not ask for is not there. */
    private Site site() {
        return new Site(
                store,
                instances,
                null,
                null,
                null,
                null,
                null,
                groups,
                controls,
                null,
                new Doors() {
                    @Override
                    public void show(Door door) {
                        told.add("door " + door.id() + " " + door.route());
                        if (door.tlsOnly()) tlsOnlyDoors.add(door.id());
                    }

                    @Override
                    public void remove(String id) {
                        told.add("remove " + id);
                    }
                },
                new Leads() {
                    @Override
                    public void lead(String targetId, Route writer, Route readers) {
                        String second =
                                readers instanceof Route.Closed ? "Closed" : readers.toString();
                        told.add("lead " + targetId + " " + writer + " " + second);
                    }

                    @Override
                    public void gone(String targetId) {
                        told.add("gone " + targetId);
                    }
                },
                null,
                null,
                null,
                null,
                () -> Calls.NOW);
    }
}
