package homeport.server.drill;

import homeport.server.fault.Order;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * What a fault strikes, and where it notes a promise that it saw broken itself. Owner: the drill's
 * thread.
 *
 * @param database what is struck
 * @param disks its nodes and the store are on file systems of their own
 * @param broken sentences
 */
record Field(
        Stage stage,
        Database database,
        Clients clients,
        Optional<Disks> disks,
        List<String> broken) {
    Field(Stage stage, Database database, Clients clients, Optional<Disks> disks) {
        this(stage, database, clients, disks, new ArrayList<>());
    }

    /**
     * Makes what is struck, and the table that its clients need.
     *
     * @param pause that each client makes between two rows
     */
    static Field make(PrintWriter out, Ground ground, boolean cluster, Duration pause)
            throws IOException, TimeoutException, SQLException {
        Stage stage = ground.stage();
        String what = cluster ? "cluster of a writer and two readers" : "instance";
        out.printf("A Multi-AZ DB %s in %s (removed at the end)%n", what, stage.data());
        out.flush();
        Database database = Database.create(stage, cluster, password());
        Clients clients = new Clients(database, pause);
        try (Connection connection = clients.connect()) {
            Writer.prepare(connection);
        }
        return new Field(stage, database, clients, ground.disks());
    }

    private static String password() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    Servers primary() throws IOException {
        return Servers.primary(stage, database.id());
    }

    /** Of several the first. */
    Servers standby() throws IOException {
        return standbys().getFirst();
    }

    List<Servers> standbys() throws IOException {
        return Servers.standbys(stage, database.id());
    }

    /** As {@code ./homeport fault} does. */
    void order(Order.Kind kind) throws IOException {
        LocalClient service = LocalClient.of(stage.data()).orElseThrow();
        service.fault(new Order(kind, Database.NAME, Optional.empty(), false));
    }

    /** A fault of a given length is one, whatever happens meanwhile. */
    static void hold(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime())
            LockSupport.parkNanos(left);
    }

    /** What was seen before must be dead before somebody else serves. */
    void expectDead(Servers old, String what) {
        List<Long> survivors = old.survivors();
        if (!survivors.isEmpty())
            broken.add("%s: processes %s live while another serves".formatted(what, survivors));
    }
}
