package homeport.control.instance;

import homeport.control.instance.DbInstance.ReplicaOf;
import java.time.Instant;
import java.util.Optional;

/**
 * How a read replica stands; written by its reconciler. It is there from the moment when the copy
 * of its source's data begins until it has been promoted.
 *
 * @param source whose changes it applies
 * @param sourceArn what that was called when it was last seen: shown when it is gone
 * @param upstream the source's node that it streams from, or is to: recorded before that node makes
 *     its slot, so that no slot is without a record; empty: nobody
 * @param message why it does not replicate; empty while it does
 * @param since when the state began
 */
public record Replication(
        ReplicaOf source,
        String sourceArn,
        Optional<String> upstream,
        State state,
        String message,
        Instant since) {
    /** {@code Status} in {@code StatusInfos}. Source: RDS API, DBInstanceStatusInfo. */
    public enum State {
        /** Its data is being copied. */
        STARTING("replicating", true),
        REPLICATING("replicating", true),
        /** It streams, but is far behind in applying. */
        DEGRADED("replication degraded", false),
        ERROR("error", false),
        /** For good: its source is gone, or it was cut off for too long. */
        TERMINATED("terminated", false);

        private final String word;
        private final boolean normal;

        State(String word, boolean normal) {
            this.word = word;
            this.normal = normal;
        }

        /** As AWS spells it. */
        public String word() {
            return word;
        }

        public boolean normal() {
            return normal;
        }
    }

    /** It has not begun to copy. */
    public static Replication starting(ReplicaOf source, String sourceArn, Instant now) {
        return new Replication(source, sourceArn, Optional.empty(), State.STARTING, "", now);
    }

    public Replication from(Optional<String> node) {
        return new Replication(source, sourceArn, node, state, message, since);
    }

    public Replication called(String arn) {
        return new Replication(source, arn, upstream, state, message, since);
    }

    public Replication now(State next, String why, Instant when) {
        return new Replication(
                source, sourceArn, upstream, next, why, next == state ? since : when);
    }
}
