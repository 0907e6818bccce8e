package homeport.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.ReplicaReading;
import homeport.server.Status;
import homeport.server.fault.Order;
import homeport.server.fault.Refused;
import homeport.server.top.LoadReading;
import homeport.server.top.NotShown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalRoutesTest {
    private final List<Boolean> stops = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final LocalRoutes routes =
            new LocalRoutes(
                    "secret",
                    LocalRoutesTest::status,
                    List::of,
                    () -> Map.of("/rds/address/", 3),
                    stops::add,
                    this::carryOut,
                    LocalRoutesTest::replica,
                    _ -> Optional.empty(),
                    LocalRoutesTest::load);

    @Test
    void nobodyIsAnsweredWithoutTheToken() {
        assertThat(ask("POST", LocalRoutes.STOP, "", Optional.empty())).isEqualTo(401);
        assertThat(ask("POST", LocalRoutes.STOP, "", Optional.of("Bearer secre"))).isEqualTo(401);
        assertThat(stops).isEmpty();
    }

    @Test
    void databasesStopOnlyWhenAskedTo() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(ask("POST", LocalRoutes.STOP, "", token)).isEqualTo(202);
        assertThat(ask("POST", LocalRoutes.STOP, "databases=true", token)).isEqualTo(202);
        assertThat(stops).containsExactly(false, true);
    }

    @Test
    void recordsAreCountedByTheFolderOfTheirKeys() {
        assertThat(routes.answer("GET", LocalRoutes.RECORDS, "", Optional.of("Bearer secret")))
                .isEqualTo(new LocalRoutes.Reply(200, "{\"/rds/address/\":3}"));
    }

    @Test
    void readingStopsNothing() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(ask("GET", LocalRoutes.STATUS, "", token)).isEqualTo(200);
        assertThat(ask("GET", LocalRoutes.BACKUPS, "", token)).isEqualTo(200);
        assertThat(ask("GET", LocalRoutes.STOP, "databases=true", token)).isEqualTo(404);
        assertThat(stops).isEmpty();
    }

    @Test
    void aFaultIsHandedOnWholeAndItsAnswerHandedBack() {
        String query = "kind=disk-full&instance=orders&node=us-east-1b&tree=false";
        assertThat(routes.answer("POST", LocalRoutes.FAULT, query, Optional.of("Bearer secret")))
                .isEqualTo(new LocalRoutes.Reply(200, "{\"message\":\"struck\"}"));
        assertThat(orders)
                .containsExactly(
                        new Order(
                                Order.Kind.DISK_FULL, "orders", Optional.of("us-east-1b"), false));
    }

    @Test
    void aFaultThatIsRefusedSaysWhy() {
        assertThat(
                        routes.answer(
                                "POST",
                                LocalRoutes.FAULT,
                                "kind=kill&instance=calm",
                                Optional.of("Bearer secret")))
                .isEqualTo(new LocalRoutes.Reply(409, "{\"message\":\"not calm\"}"));
        assertThat(
                        ask(
                                "POST",
                                LocalRoutes.FAULT,
                                "kind=love&instance=a",
                                Optional.of("Bearer secret")))
                .isEqualTo(400);
        assertThat(ask("POST", LocalRoutes.FAULT, "kind=kill&instance=a", Optional.empty()))
                .isEqualTo(401);
        assertThat(orders).isEmpty();
    }

    private String carryOut(Order order) throws Refused {
        if (order.instance().equals("calm")) throw new Refused("not calm");
        orders.add(order);
        return "struck";
    }

    private int ask(String method, String path, String query, Optional<String> authorization) {
        return routes.answer(method, path, query, authorization).status();
    }

    private static Status status() {
        return new Status(
                "1",
                "http://127.0.0.1:1",
                "/d",
                1,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Optional<ReplicaReading> replica(String name) {
        return name.equals("orders-replica")
                ? Optional.of(new ReplicaReading(name, "0/2", "0/1", 0.5, "replicating", ""))
                : Optional.empty();
    }

    private static LoadReading load(String name, String region) throws NotShown {
        throw new NotShown("There is no DB instance " + name + " in " + region + ".");
    }

    @Test
    void loadIsAskedByNameAndRegion() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(routes.answer("GET", LocalRoutes.LOAD, "name=a%20b&region=r", token))
                .isEqualTo(
                        new LocalRoutes.Reply(
                                409, "{\"message\":\"There is no DB instance a b in r.\"}"));
    }

    @Test
    void aReplicaIsAskedByItsName() {
        Optional<String> token = Optional.of("Bearer secret");
        assertThat(routes.answer("GET", LocalRoutes.REPLICA, "name=orders-replica", token).body())
                .contains("\"sourceAt\":\"0/2\"", "\"lagSeconds\":0.5");
        assertThat(routes.answer("GET", LocalRoutes.REPLICA, "name=orders", token))
                .isEqualTo(
                        new LocalRoutes.Reply(
                                409, "{\"message\":\"There is no read replica orders.\"}"));
    }
}
