package homeport.server.drill;

import homeport.server.fault.Order;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done to an instance; clients write meanwhile. */
enum Fault {
    KILL("kill -9 of the primary", Need.NOTHING, ServerFaults::kill),
    NODE("every process of its node gone", Need.NOTHING, ServerFaults::node),
    BACKEND("kill -9 of one backend", Need.NOTHING, ServerFaults::backend),
    ORPHAN("a backend outlives its postmaster", Need.NOTHING, ServerFaults::orphan),
    FREEZE("primary frozen", Need.NOTHING, ServerFaults::freeze),
    THAW("primary frozen, thawed when replaced", Need.NOTHING, ServerFaults::thaw),
    FORCED("forced failover", Need.NOTHING, ServerFaults::forced),
    AGAIN("its successor killed at once, too", Need.NOTHING, ServerFaults::again),
    STANDBY("kill -9 of the standby", Need.NOTHING, ServerFaults::standby),
    STUCK("standby frozen", Need.NOTHING, ServerFaults::stuck),
    BOTH("both nodes gone", Need.NOTHING, ServerFaults::both),
    CANCEL("commits cancelled while they wait", Need.NOTHING, ServerFaults::cancel),
    HOMEPORT("kill -9 of Homeport", Need.NOTHING, HostFaults::homeport),
    HOST("Homeport and primary gone at once", Need.NOTHING, HostFaults::host),
    HALT("primary gone, Homeport frozen", Need.NOTHING, HostFaults::halt),
    LIMBO("Homeport and primary frozen and thawed", Need.NOTHING, HostFaults::limbo),
    PARTITION("replication cut off", Need.NFT, HostFaults::partition),
    ISOLATE("primary cut off from everything", Need.NFT, HostFaults::isolate),
    STORE("primary gone, store's disk full", Need.DISKS, HostFaults::store),
    DISK("nodes' disk full", Need.DISKS, HostFaults::disk);

    private final String told;
    private final Need need;
    private final Strike strike;

    /** What not every machine has. */
    enum Need {
        NOTHING,
        /** Of the fault: the product's own answer says what is missing. */
        NFT,
        DISKS
    }

    /** Returns when the accident is over, and before anybody has recovered from it. */
    interface Strike {
        void at(Field field) throws Exception;
    }

    Fault(String told, Need need, Strike strike) {
        this.told = told;
        this.need = need;
        this.strike = strike;
    }

    void strike(Field field) throws Exception {
        strike.at(field);
    }

    String told() {
        return told;
    }

    boolean needsDisks() {
        return need == Need.DISKS;
    }

    /** Why it cannot be tried here. */
    Optional<String> missing(Field field) {
        return switch (need) {
            case NOTHING -> Optional.empty();
            case DISKS ->
                    field.disks().isPresent()
                            ? Optional.empty()
                            : Optional.of("only root can mount a file system to fill");
            case NFT -> HostFaults.missing(field, Order.Kind.PARTITION);
        };
    }

    /** As the command line spells it. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> options() {
        return List.of(values()).stream().map(Fault::option).toList();
    }

    static Fault of(String option) {
        return valueOf(option.toUpperCase(Locale.ROOT));
    }
}
