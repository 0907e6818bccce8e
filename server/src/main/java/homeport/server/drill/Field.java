package homeport.server.drill;

import homeport.server.fault.Order;
import homeport.server.local.LocalClient;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What a fault strikes, and where it notes a promise that it saw broken itself. Owner: the drill's
 * thread.
 *
 * @param instance its identifier
 * @param disks its nodes and the store are on file systems of their own
 * @param broken sentences
 */
record Field(
        Stage stage, String instance, Clients clients, Optional<Disks> disks, List<String> broken) {
    Field(Stage stage, String instance, Clients clients, Optional<Disks> disks) {
        this(stage, instance, clients, disks, new ArrayList<>());
    }

    Servers primary() throws IOException {
        return Servers.primary(stage, instance);
    }

    Servers standby() throws IOException {
        return Servers.standby(stage, instance);
    }

    /** As {@code ./homeport fault} does. */
    void order(Order.Kind kind) throws IOException {
        LocalClient service = LocalClient.of(stage.data()).orElseThrow();
        service.fault(new Order(kind, instance, Optional.empty(), false));
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
