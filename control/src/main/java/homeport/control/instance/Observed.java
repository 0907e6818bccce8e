package homeport.control.instance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A DB instance as it is. Written by its reconciler only.
 *
 * @param identifier the name that it last had when all was done; differs while renaming
 * @param created when its data folder became complete
 * @param available when it first served
 * @param pid of the running server
 * @param applied the settings in force
 * @param parameterGroup whose values the server started with
 * @param configuration PostgreSQL names and values that the server was last given
 * @param waitingForReboot names of parameters whose new value needs a restart
 * @param reboots how many of those asked for are done
 * @param replication of a read replica, until it has been promoted
 */
public record Observed(
        String identifier,
        Optional<Instant> created,
        Optional<Instant> available,
        Optional<Long> pid,
        Optional<Settings> applied,
        String parameterGroup,
        Map<String, String> configuration,
        List<String> waitingForReboot,
        long reboots,
        long passwordGeneration,
        Activity activity,
        Optional<Trouble> trouble,
        Placement placement,
        Optional<Replication> replication) {
    public Observed {
        replication = replication == null ? Optional.empty() : replication;
        placement = placement == null ? Placement.UNKNOWN : placement;
        configuration = configuration == null ? Map.of() : Map.copyOf(configuration);
        waitingForReboot = waitingForReboot == null ? List.of() : List.copyOf(waitingForReboot);
    }

    /** Nothing has been done yet. */
    public static Observed of(DbInstance asked) {
        return new Observed(
                asked.identifier(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                asked.settings().parameterGroup(),
                Map.of(),
                List.of(),
                0,
                0,
                Activity.NONE,
                Optional.empty(),
                new Placement(asked.place().zone(), Optional.empty()),
                Optional.empty());
    }

    /**
     * Where its servers are.
     *
     * @param zone of the one that takes writes
     * @param standbyZone of the one that every commit waits for; empty: Single-AZ
     */
    public record Placement(String zone, Optional<String> standbyZone) {
        static final Placement UNKNOWN = new Placement("", Optional.empty());
    }

    /** Work that takes a while and that users see as a status. */
    public enum Activity {
        NONE,
        BACKING_UP,
        STARTING,
        STOPPED
    }

    /**
     * What keeps the instance from being as asked.
     *
     * @param attempts so far, without success
     * @param next when the next one is due
     * @param ofRequest the request that failed; another one is tried at once
     */
    public record Trouble(
            Kind kind,
            String message,
            Instant since,
            int attempts,
            Instant next,
            String ofRequest) {
        /** Each is a status word of AWS; see {@code InstanceStatus}. */
        public enum Kind {
            FAILED,
            INCOMPATIBLE_PARAMETERS,
            INCOMPATIBLE_NETWORK,
            INCOMPATIBLE_RESTORE,
            STORAGE_FULL
        }
    }

    public Observed with(Activity now) {
        return change(fields -> fields.activity = now);
    }

    public Observed with(Trouble met) {
        return change(fields -> fields.trouble = Optional.of(met));
    }

    public Observed withoutTrouble() {
        return change(fields -> fields.trouble = Optional.empty());
    }

    public Observed running(Optional<Long> process) {
        return change(fields -> fields.pid = process);
    }

    public Observed createdAt(Instant when, long passwordNow) {
        return change(fields -> {
            fields.created = Optional.of(when);
            fields.passwordGeneration = passwordNow;
        });
    }

    public Observed availableAt(Instant when) {
        return change(fields -> {
            fields.available = Optional.of(when);
            fields.activity = Activity.NONE;
        });
    }

    public Observed applied(Settings inForce, String name) {
        return change(fields -> {
            fields.applied = Optional.of(inForce);
            fields.identifier = name;
        });
    }

    public Observed configured(String group, Map<String, String> values, List<String> waiting) {
        return change(fields -> {
            fields.parameterGroup = group;
            fields.configuration = values;
            fields.waitingForReboot = waiting;
        });
    }

    public Observed rebooted(long count) {
        return change(fields -> fields.reboots = count);
    }

    public Observed passwordSet(long generation) {
        return change(fields -> fields.passwordGeneration = generation);
    }

    public Observed with(Replication now) {
        return change(fields -> fields.replication = Optional.of(now));
    }

    /** Its data is to be made anew. */
    public Observed uncreated() {
        return change(fields -> {
            fields.created = Optional.empty();
            fields.pid = Optional.empty();
        });
    }

    /** It applies nobody's changes any more. No commit waits for a standby of its own yet. */
    public Observed promoted() {
        return change(fields -> {
            fields.replication = Optional.empty();
            fields.placement = new Placement(placement.zone(), Optional.empty());
        });
    }

    public Observed placed(Placement where) {
        return change(fields -> fields.placement = where);
    }

    private Observed change(Consumer<Fields> how) {
        Fields fields = new Fields(this);
        how.accept(fields);
        return fields.made();
    }

    private static final class Fields {
        private String identifier;
        private Optional<Instant> created;
        private Optional<Instant> available;
        private Optional<Long> pid;
        private Optional<Settings> applied;
        private String parameterGroup;
        private Map<String, String> configuration;
        private List<String> waitingForReboot;
        private long reboots;
        private long passwordGeneration;
        private Activity activity;
        private Optional<Trouble> trouble;
        private Placement placement;
        private Optional<Replication> replication;

        Fields(Observed from) {
            this.identifier = from.identifier;
            this.created = from.created;
            this.available = from.available;
            this.pid = from.pid;
            this.applied = from.applied;
            this.parameterGroup = from.parameterGroup;
            this.configuration = from.configuration;
            this.waitingForReboot = from.waitingForReboot;
            this.reboots = from.reboots;
            this.passwordGeneration = from.passwordGeneration;
            this.activity = from.activity;
            this.trouble = from.trouble;
            this.placement = from.placement;
            this.replication = from.replication;
        }

        Observed made() {
            return new Observed(
                    identifier,
                    created,
                    available,
                    pid,
                    applied,
                    parameterGroup,
                    configuration,
                    waitingForReboot,
                    reboots,
                    passwordGeneration,
                    activity,
                    trouble,
                    placement,
                    replication);
        }
    }
}
